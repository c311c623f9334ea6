// What only the headless shell has: a door.
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeadlessProcess, startHeadless } from './shells/headless.ts';

describe('the headless shell', () => {
  let headless: HeadlessProcess;
  let context: BrowserContext;

  beforeAll(async () => {
    headless = await startHeadless();
    context = await headless.newContext();
  });
  afterAll(async () => {
    await headless?.close();
  });

  it('shows the landing page to whoever is not logged in', async () => {
    const stranger = await headless.newContext();
    const page = await stranger.newPage();
    await page.goto(headless.baseUrl);
    expect(await page.title()).toBe('miniPaaS');
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('YOUR cloud');
    expect(await page.getByRole('link', { name: 'Login with GitHub' }).getAttribute('href')).toBe('/auth/github');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(192, 192, 192)');
    await stranger.close();
  });

  it('logs in whoever follows the link, once', async () => {
    const page = await context.newPage();
    await page.goto(headless.loginLink);
    await page.getByText('No project yet.').waitFor();
    expect(page.url()).not.toContain('token=');

    const late = await headless.newContext();
    const other = await late.newPage();
    const response = await other.goto(headless.loginLink);
    expect(response?.status()).toBe(401);
    expect(await other.textContent('body')).toContain('used already');
    await other.goto(headless.baseUrl);
    expect(await other.getByRole('heading', { level: 2 }).textContent()).toBe('YOUR cloud');
    await late.close();
  });

  it('stays logged in over a reload', async () => {
    const [page] = context.pages();
    await page?.reload();
    await page?.getByText('No project yet.').waitFor();
    expect(page?.url()).toContain(headless.baseUrl);
  });

  it('logs out', async () => {
    const [page] = context.pages();
    await page?.getByRole('button', { name: /browser: menu$/ }).click();
    await page?.getByRole('menuitem', { name: 'Log out' }).click();
    await page?.getByRole('heading', { level: 2, name: 'YOUR cloud' }).waitFor();
    const response = await context.request.get(`${headless.baseUrl}/api/projects`);
    expect(response.status()).toBe(401);
  });
});
