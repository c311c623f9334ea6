// The Analytics tab and what bounds an application, in a real browser over an installation in memory.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { ProjectId } from '../../src/contract/ids.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';

let world: World;
let dashboard: Dashboard;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  world = createWorld();
  fillWorld(world);
  dashboard = await startDashboard(world);
  ({ page, complaints } = await dashboard.open('/'));
});
afterAll(() => dashboard?.close());
beforeEach(() => world.failures.clear());

const open = async (path: string) => {
  await page.goto(`${dashboard.server.url}/#${path}`);
  // For a moment the page shows the project that it showed before.
  const id = Number(/^\/projects\/(\d+)/.exec(path)?.[1]) as ProjectId;
  const name = world.projects.get(id)?.name;
  if (name !== undefined) await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
};
const graph = (title: string) => page.getByRole('region', { name: title, exact: true });

const axe = () => violationsNow(page);

describe('the Analytics tab', () => {
  it('shows what the application uses now, and a graph of everything', async () => {
    await open('/projects/2/analytics');
    await graph('Now')
      .getByText(/MB of 512 MB/)
      .waitFor();
    for (const title of ['CPU in millicores', 'Memory', 'Network', 'Disk', 'Requests', 'Restarts']) {
      await graph(title).locator('svg.recharts-surface').waitFor();
    }
    await graph('CPU in millicores').getByText('limit 1,000 millicores').waitFor();
    await expect.poll(() => graph('Memory').locator('.recharts-line path.recharts-line-curve').count()).toBe(2);
    expect(await axe()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('draws at most 300 points a line in every range, and keeps range and tables in the address', async () => {
    await open('/projects/2/analytics');
    await page.getByRole('button', { name: /the last 24 hours/ }).click();
    await expect.poll(() => page.url()).toContain('range=24h');
    await graph('Memory').getByRole('button', { name: 'Table of Memory' }).click();
    await expect.poll(() => page.url()).toContain('tables=memory');
    await page.reload();
    const table = page.getByRole('table', { name: 'Memory' });
    await table.waitFor();
    await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(200);
    expect(await table.getByRole('row').count()).toBeLessThanOrEqual(301);
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'From',
      'Mean',
      'Peak',
      'Limit',
      'Out of memory',
    ]);
    await graph('Memory').getByRole('button', { name: 'Hide table of Memory' }).click();
    await table.waitFor({ state: 'hidden' });
  });

  it('says where the application is held back or ran out of memory', async () => {
    await open('/projects/3/analytics');
    await graph('CPU in millicores').getByText('held back by its CPU limit').waitFor();
    await graph('Memory').getByText('out of memory', { exact: true }).waitFor();
    await graph('Now')
      .getByText(/\d+ % of the time/)
      .waitFor();
    await open('/projects');
    const row = page.getByRole('table', { name: 'Projects' }).getByRole('row').filter({ hasText: 'docs' });
    await row.getByText(/out of memory \d+ min ago/).waitFor();
    await row.getByText(/held back by CPU limit, \d+ %/).waitFor();
  });

  it('says since when it was measured, and why nothing is measured now', async () => {
    await open('/projects/2/analytics?range=7d');
    await page.getByText(/Measured since .*: of the time before, nothing is known/).waitFor();
    await open('/projects/5/analytics');
    await page.getByText('The application is stopped: it uses nothing.').waitFor();
    await page.getByText(/Nothing was measured in the last hour/).waitFor();
    await open('/projects/8/analytics');
    await page.getByText('Nothing was deployed yet.').waitFor();
    const away = world.projects.get(7 as ProjectId);
    if (away !== undefined) world.put({ ...away, runState: 'unknown' });
    await open('/projects/7/analytics');
    await page.getByText(/Its host cannot be reached/).waitFor();
    expect(await axe()).toEqual([]);
  });

  it('has the same for a host, beside what the machine has', async () => {
    await open('/hosts/1?range=6h');
    const applications = page.getByRole('region', { name: 'What its applications use' });
    for (const title of ['CPU in millicores', 'Memory', 'Network', 'Requests']) {
      await graph(title).locator('svg.recharts-surface').waitFor();
    }
    await graph('CPU in millicores').getByText('the machine has 8,000 millicores').waitFor();
    await applications.getByRole('button', { name: /the last 24 hours/ }).click();
    await expect.poll(() => page.url()).toContain('range=24h');
    await graph('Memory').getByRole('button', { name: 'Table of Memory' }).click();
    await page.getByRole('table', { name: 'Memory' }).waitFor();
    expect(await axe()).toEqual([]);
  });

  it('hands over what it shows as a file', async () => {
    await open('/projects/2/analytics?range=6h');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('blog-metrics-6h.csv');
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines[0]).toMatch(/^at,measured_seconds,cpu_millicores/);
    expect(lines.length).toBeGreaterThan(100);
  });
});

describe('limits', () => {
  const save = () => page.getByRole('button', { name: 'Save' }).click();

  it('change while the application runs, and say so', async () => {
    await open('/projects/2/settings');
    await page.getByText(/In force for the running release/).waitFor();
    await page.getByLabel('Memory limit').fill('1024');
    await page.getByLabel('Processes').fill('100');
    await save();
    await page.getByText('Saved, and in force.').waitFor({ state: 'attached' });
    expect(world.projects.get(2 as ProjectId)?.runningLimits).toMatchObject({ memoryLimitMb: 1024, pidsLimit: 100 });
    await page.getByText(/In force for the running release/).waitFor();
  });

  it('that wait for the next deployment name what is in force until then', async () => {
    await open('/projects/3/settings');
    await page.getByLabel('Memory limit').fill('');
    await save();
    await page.getByText('Waits for the next deployment – memory: no limit (512 MB until then).').waitFor();
    await page.getByRole('button', { name: 'Deploy to apply' }).waitFor();
    expect(await axe()).toEqual([]);
  });

  it('that the engine refuses stay at the field, with what it uses', async () => {
    world.failures.set(
      'projects.update',
      new AppError('LIMIT_BELOW_USE', { limitMb: 16, usedMb: 97 }, { field: 'memoryLimitMb' }),
    );
    await open('/projects/2/settings');
    await page.getByLabel('Memory limit').fill('16');
    await save();
    await page
      .getByText(/uses 97 MB, more than 16 MB of memory. Its limit stays as it was/)
      .first()
      .waitFor();
  });

  it('have a number of retries where failures are what restarts', async () => {
    await open('/projects/1/settings');
    await page.getByLabel('Restart policy').selectOption('on-failure');
    await page.getByLabel('Restarts after failures').fill('3');
    await save();
    await expect
      .poll(() => world.projects.get(1 as ProjectId)?.settings)
      .toMatchObject({ restartPolicy: 'on-failure', restartMaxRetries: 3 });
  });
});
