// The log viewer over a million lines: any place at once, nothing lost on reload, search, follow, copy.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { ErrorGroupId, ProjectId } from '../../src/contract/ids.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violations } from './axe.ts';

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
    // That it is copied is said for two seconds only.
    await expect
      .poll(async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        return text.split('\n').map((each) => each.slice(0, 12));
      })
      .toEqual(['00000403 GET', '00000404 GET', '00000405 GET', '']);
  });

  it('finds in what is here, says so, and finds in all of it when asked', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('/products/900?page=12 ');
    await page.getByText(/in the [\d,]+ lines that are here/).waitFor();
    await page.getByRole('button', { name: /^Find in all [\d,]+ lines$/ }).click();
    // Eighty megabytes, piece by piece.
    await page.getByText(/^\d+ lines$/).waitFor({ timeout: 250_000 });
    await page.getByRole('searchbox', { name: 'Find in this log' }).press('Enter');
    await page.getByText(/^1 of \d+$/).waitFor();
    await expect.poll(() => box().locator('mark').first().textContent()).toBe('/products/900?page=12 ');
    await page.waitForURL(/find=/);
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
    await page.getByRole('button', { name: 'Download' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'As JSON lines' }).click(),
    ]);
    expect(download.url()).toContain('/api/deployments/41/logs/download?kind=runtime&format=json');
    expect(download.suggestedFilename()).toBe('deployment-41-runtime.jsonl');
    await page.getByRole('button', { name: 'Build' }).click();
    await page.getByText('Nothing was written yet.').waitFor();
    await page.getByRole('combobox', { name: 'Deployment' }).selectOption('52');
    await page.getByText('180 lines').waitFor();
  });

  it('shows only the lines that a filter lets through, those that come included, and leads to their place', async () => {
    await page.getByRole('searchbox', { name: 'Filter by text' }).fill('was refused');
    await page.waitForURL(/only=was/);
    const only = page.getByRole('region', { name: 'Runtime log of deployment 41, filtered' });
    await page.getByText(/^\d+ lines, the newest ones; following$/).waitFor();
    const shown = () => only.locator('[data-seq]').last().getAttribute('data-seq');
    const before = Number(await shown());
    reader()?.append(305);
    await only.locator(`[data-seq="${before + 305}"]`).waitFor();
    // By a letter and a word, not by a colour alone.
    await only.getByText('error:').first().waitFor({ state: 'attached' });
    await only.locator('[data-seq]').last().getByRole('button', { includeHidden: true }).click();
    await line(before + 304).waitFor();
    await page.waitForURL((url) => url.href.includes(`line=${before + 305}`) && !url.href.includes('only='));

    // The fields of that line, and the text as it was written.
    const detail = page.getByRole('region', { name: `Line ${before + 305}` });
    await detail.getByText('the order was refused', { exact: true }).waitFor();
    await expect.poll(() => detail.getByRole('term').allTextContents()).toEqual(['time', 'order', 'customer', 'ms']);
    await detail.getByRole('button', { name: 'Raw' }).click();
    await detail.getByText(/^\{"level":50,/).waitFor();
    expect(await violations(page)).toEqual([]);
    // What was typed is over, and does not come back.
    expect(page.url()).not.toContain('only=');
    await expect.poll(() => page.getByRole('searchbox', { name: 'Filter by text' }).inputValue()).toBe('');
  });

  it('shows what stands around a line that was found, and says so when an expression is stopped', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1/logs?kind=search&q=was refused`);
    // Its table is drawn anew when it has grown long.
    await page.getByText(/^The first \d+ lines, in /).waitFor();
    await page.getByRole('button', { name: 'Show what is around' }).first().click();
    const around = page.getByRole('region', { name: /^Around line/ });
    await expect.poll(async () => ((await around.textContent()) ?? '').trim().split('\n')).toHaveLength(11);
    // Structured lines as fields, what an expression found marked in them; where it stands between fields, as it was written.
    const hits = page.getByRole('table', { name: 'Lines found' });
    const first = hits.locator('code').first();
    await expect.poll(() => first.textContent()).toMatch(/^the order was refused {2}order=\d+ /);
    await expect.poll(() => first.locator('mark').allTextContents()).toEqual(['was refused']);
    await page.goto(`${dashboard.server.url}/#/projects/1/logs?kind=search&q=re[a-f]used&regex=true`);
    await hits
      .locator('mark', { hasText: /^refused$/ })
      .first()
      .waitFor();
    await page.goto(`${dashboard.server.url}/#/projects/1/logs?kind=search&q=level.:50&regex=true`);
    await hits
      .locator('mark', { hasText: /^level":50$/ })
      .first()
      .waitFor();
    await expect.poll(() => first.textContent()).toMatch(/^\{"level":50,/);
    world.failures.set('logs.search', new AppError('SEARCH_TOO_SLOW', { pattern: '(a+)+' }));
    await page.getByRole('searchbox', { name: 'Search in all logs' }).fill('(a+)+$');
    await page.getByRole('searchbox', { name: 'Search in all logs' }).press('Enter');
    await page.getByText('takes too long and was stopped').waitFor();
    world.failures.delete('logs.search');
  });

  it('lists the errors of the application, shows one with its lines, and takes what is decided', async () => {
    await page.getByRole('link', { name: /^Errors 3/ }).click();
    const rows = page.getByRole('table', { name: 'Errors' }).getByRole('row');
    await rows.nth(3).waitFor();
    await page.getByText('back in #41').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search errors' }).fill('python');
    await page.getByText('1 of 3 errors').waitFor();
    await page.getByRole('searchbox', { name: 'Search errors' }).fill('');
    await page.getByRole('button', { name: 'Times' }).click();
    await page.waitForURL(/order=count/);
    await page.getByRole('link', { name: /^TypeError: Cannot read/ }).click();
    await page.getByRole('heading', { name: /^TypeError/ }).waitFor();
    expect(await page.getByRole('link', { name: 'log of #41, lines 500000–500003' }).getAttribute('href')).toMatch(
      /line=.*500000-500003/,
    );
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resolve with the next release' }).click();
    await page.getByText('resolved by the next release').waitFor();
    await page.getByRole('link', { name: '← All errors' }).click();
    await page.getByRole('button', { name: 'Resolved 2' }).click();
    await page.getByRole('link', { name: /^TypeError/ }).waitFor();

    world.fake.hub.publish({
      type: 'errorNews',
      projectId: 1 as ProjectId,
      groupId: 2 as ErrorGroupId,
      isReopened: false,
      title: 'psycopg2.OperationalError: no',
      count: 1,
    });
    await page.getByText('shop: a new error: psycopg2.OperationalError: no').waitFor();
    await page.getByRole('link', { name: 'Show', exact: true }).click();
    await page.getByRole('heading', { name: /^psycopg2/ }).waitFor();

    world.failures.set('errorGroups.list', new AppError('INTERNAL', {}));
    await page.goto(`${dashboard.server.url}/#/projects/2/errors`);
    await page.getByText('Could not load the errors').waitFor();
    world.failures.delete('errorGroups.list');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No error yet.').waitFor();
  });
});
