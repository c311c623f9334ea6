// The dashboard without a mouse: shortcuts, the way through a page, dialogs that give the focus back.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld } from '../support/dashboard/world.ts';
import { isFocused, tabTo, typeQuickly } from './keyboard.ts';

describe('keyboard', () => {
  let dashboard: Dashboard;
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    const world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    ({ page, context } = await dashboard.open('/projects'));
    await page.getByText('invoice-service').waitFor();
  });
  afterEach(() => context?.close());
  const heading = (name: string) => page.getByRole('heading', { level: 1, name });
  /** The text of what has the focus, once it is there. */
  const focused = () => expect.poll(() => page.evaluate(() => document.activeElement?.textContent));

  it('skips to the content without changing the address', async () => {
    const before = page.url();
    await page.keyboard.press('Tab');
    await focused().toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(page.url()).toBe(before);
  });

  it('goes from page to page by sequences of keys', async () => {
    for (const [key, name] of [
      ['q', 'Queue'],
      ['h', 'Hosts'],
      ['s', 'Settings'],
      ['p', 'Projects'],
    ] as const) {
      await typeQuickly(page, `g${key}`);
      await heading(name).waitFor();
    }
  });

  it('finds a project by a few letters and walks its tabs', async () => {
    await page.keyboard.press('Control+k');
    await isFocused(page.getByRole('combobox', { name: 'Project or page' }));
    await page.keyboard.type('invlog');
    await page.getByRole('option', { name: /^invoice-service logs/ }).waitFor();
    await page.keyboard.press('Enter');
    await heading('invoice-service').waitFor();
    await page.waitForURL(/\/projects\/4\/logs/);
    await page.keyboard.press('8');
    await page.waitForURL(/projects\/4\/settings$/);
    await page.keyboard.press('1');
    await page.waitForURL(/projects\/4$/);
  });

  it('types into a search instead of running shortcuts, and empties it with Escape', async () => {
    await page.keyboard.press('/');
    await isFocused(page.getByRole('searchbox'));
    await page.keyboard.type('ngd');
    expect(await page.getByRole('searchbox').inputValue()).toBe('ngd');
    await page.getByText('No project matches “ngd”.').waitFor();
    await page.waitForURL(/q=ngd/);
    await page.keyboard.press('Escape');
    await page.getByText('8 projects').waitFor();
  });

  it('sorts a table from its heading', async () => {
    await tabTo(page, 'button', /^Project/);
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'Project' }).and(page.locator('[aria-sort=descending]')).waitFor();
    await expect.poll(() => page.getByRole('row').nth(1).textContent()).toContain('shop');
    await page.reload();
    await page.getByText('invoice-service').waitFor();
    await expect.poll(() => page.getByRole('row').nth(1).textContent()).toContain('shop');
  });

  it('opens the new-project dialog with n, does nothing behind it, and gives the focus back', async () => {
    await tabTo(page, 'button', /^New project/);
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.waitFor();
    await tabTo(page, 'button', /^Close/);
    await typeQuickly(page, 'gq');
    expect(page.url()).toContain('new=git');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await focused().toBe('New project');
  });

  it('reaches every action of a deployment through its menu', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/3`);
    await tabTo(page, 'button', /^Actions of deployment 44$/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('r');
    await page.keyboard.press('r');
    await focused().toContain('Roll back to this');
    expect(await page.getByRole('menuitem', { name: 'Roll back to this' }).textContent()).toContain('it serves now');
    await page.keyboard.press('Escape');
    await isFocused(page.getByRole('button', { name: 'Actions of deployment 44' }));
  });

  it('asks before deleting with the focus on the safe answer', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/2/settings`);
    await tabTo(page, 'button', /^Delete blog…$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Delete blog?' });
    await dialog.getByText('minipaas-blog-41').waitFor();
    await isFocused(dialog.getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(dashboard.server.fake.calls.map(({ path }) => path)).not.toContain('projects.remove');
  });

  it('single keys can be switched off, combinations stay', async () => {
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: 'Single keys are shortcuts' }).uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByText('invoice-service').waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
  });
});
