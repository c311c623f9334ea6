// The log viewer over a million lines: any place at once, nothing lost on reload, search, follow, copy.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';

describe('logs', () => {
  let world: World;
  let dashboard: Dashboard;
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    ({ page, context } = await dashboard.open('/projects/1/logs?kind=runtime', {
      permissions: ['clipboard-read', 'clipboard-write'],
    }));
    await page.getByText(/^1,\d\d\d,\d\d\d lines$/).waitFor();
  });
  afterEach(() => context?.close());
  const box = () => page.getByRole('region', { name: 'Runtime log of deployment 41' });
  const line = (seq: number) => box().locator(`[data-seq="${seq}"]`);
  const reader = () => world.logs.get('41:runtime');

  /** Chromium scrolls smoothly by keyboard: where the box is once it has stood still for some frames. */
  const settledTop = (): Promise<number> =>
    box().evaluate(
      (element) =>
        new Promise((resolve) => {
          let still = 0;
          let before = element.scrollTop;
          const look = (): void => {
            still = element.scrollTop === before ? still + 1 : 0;
            before = element.scrollTop;
            if (still === 10) {
              resolve(before);
            } else {
              requestAnimationFrame(look);
            }
          };
          look();
        }),
    );

  it('opens at the end, follows, and stays where the reader scrolled to', async () => {
    await page.getByText('following', { exact: true }).waitFor();
    const end = Number((await page.getByText(/^1,\d\d\d,\d\d\d lines$/).textContent())?.replaceAll(/\D/g, ''));
    await line(end).waitFor();
    reader()?.append(2);
    await line(end + 2).waitFor();

    await box().focus();
    await page.keyboard.press('PageUp');
    await page.getByText('paused').waitFor();
    const top = await settledTop();
    reader()?.append(100);
    await page.getByText(`${(end + 102).toLocaleString('en-US')} lines`).waitFor();
    expect(await box().evaluate((element) => element.scrollTop)).toBe(top);
    await page.getByRole('button', { name: 'Jump to the end' }).click();
    await line(end + 102).waitFor();
    await page.getByText('following', { exact: true }).waitFor();
  });

  it('shows any place at once and comes back to it after a reload', async () => {
    await page.getByLabel('Line').fill('500000');
    await page.keyboard.press('Enter');
    await line(500_000).getByText('00500000').waitFor();
    await page.waitForURL(/line=500000/);
    await page.reload();
    await line(500_000).getByText('00500000').waitFor();
    await box().evaluate((element) => {
      element.scrollTop = 4_000_000;
    });
    await line(200_010).getByText('00200010').waitFor();
    await page.waitForURL(/at=20\d{4}/);
  });

  it('marks a range with Shift and copies it without colours', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1/logs?kind=runtime&at=401`);
    await page.reload();
    await line(403).getByRole('button', { includeHidden: true }).click();
    await page.waitForURL(/line=403/);
    await line(405)
      .getByRole('button', { includeHidden: true })
      .click({ modifiers: ['Shift'] });
    await page.waitForURL(/line=403-405/);
    await page.getByRole('button', { name: 'Copy 403-405' }).click();
    await page.getByText('Copied').first().waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.split('\n').map((each) => each.slice(0, 12))).toEqual([
      '00000403 GET',
      '00000404 GET',
      '00000405 GET',
      '',
    ]);
  });

  it('finds in what is here, says so, and finds in all of it when asked', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('/products/900?page=12 ');
    await page.getByText(/in the [\d,]+ lines that are here/).waitFor();
    await page.getByRole('button', { name: /^Search all/ }).click();
    await page.getByText(/^\d+ lines$/).waitFor({ timeout: 60_000 });
    await page.getByRole('searchbox', { name: 'Find in this log' }).press('Enter');
    await page.getByText(/^1 of \d+$/).waitFor();
    await box().locator('mark').first().waitFor();
    expect(await box().locator('mark').first().textContent()).toBe('/products/900?page=12 ');
    expect(page.url()).toContain('find=');
  });

  it('draws colours as classes, never as markup', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1/logs?kind=build`);
    const error = page
      .getByRole('region', { name: /Build log/ })
      .getByText('Failed to compile.')
      .last();
    await error.waitFor();
    const style = await error.evaluate((element) => {
      const { color, fontWeight } = getComputedStyle(element);
      return { color, fontWeight, own: getComputedStyle(document.body).color };
    });
    expect(style.color).not.toBe(style.own);
    expect(style.fontWeight).toBe('700');
  });

  it('wraps long lines and goes on following', async () => {
    await page.keyboard.press('w');
    await page.waitForURL(/wrap=true/);
    await page.getByText('following', { exact: true }).waitFor();
    reader()?.append(50);
    const last = reader()?.last() ?? 0;
    await line(last).waitFor();
  });

  it('offers the file and the other logs', async () => {
    expect(await page.getByRole('link', { name: 'Download' }).getAttribute('href')).toBe(
      '/api/deployments/41/logs/download?kind=runtime',
    );
    await page.getByRole('button', { name: 'Build' }).click();
    await page.getByText('Nothing was written yet.').waitFor();
    await page.getByRole('combobox', { name: 'Deployment' }).selectOption('52');
    await page.getByText('180 lines').waitFor();
  });
});
