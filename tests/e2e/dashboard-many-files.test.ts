// A hundred thousand files: few of them in the page, all of them within reach.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectId } from '../../src/contract/ids.ts';
import { file, put, rootOf } from '../support/dashboard/fill-storage.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld } from '../support/dashboard/world.ts';
import { isFocused, typeQuickly } from './keyboard.ts';
import { storagePage } from './pages/storage-page.ts';

const FILES = 100_000;

describe('a folder of a hundred thousand files', () => {
  let dashboard: Dashboard;
  let page: Page;
  let storage: ReturnType<typeof storagePage>;

  beforeAll(async () => {
    const world = createWorld();
    fillWorld(world);
    await world.fake.storage.services.volumes.create({ id: 1 as ProjectId, name: 'many' });
    const root = rootOf(world.fake.storage, 'many');
    for (let number = 0; number < FILES; number += 1) put(root, `file-${number}.txt`, file(number % 5_000));
    dashboard = await startDashboard(world);
    ({ page } = await dashboard.open('/projects/1/storage'));
    storage = storagePage(page);
    await storage.row('file-0.txt').waitFor();
  });
  afterAll(() => dashboard?.close());

  it('is read piece by piece, with few rows in the page', async () => {
    await page.getByText('100,000 entries', { exact: true }).waitFor();
    await expect.poll(() => storage.grid.getAttribute('aria-rowcount')).toBe('100001');
    expect(await storage.grid.getByRole('row').count()).toBeLessThan(60);
  });

  it('is gone through by keyboard, from one end to the other', async () => {
    await storage.grid.focus();
    await page.keyboard.press('End');
    await expect.poll(storage.active).toBe('file-99999.txt');
    await storage.row('file-99999.txt').waitFor();
    await typeQuickly(page, 'file-54321');
    await expect.poll(storage.chosen).toEqual(['file-54321.txt']);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+PageDown');
    await expect.poll(async () => (await storage.chosen()).length).toBeGreaterThan(5);
  });

  it('is chosen as a whole, and named as a whole before it goes', async () => {
    await storage.grid.focus();
    await page.keyboard.press('Control+a');
    await page.getByText(/^100,000 files chosen/).waitFor();
    await page.keyboard.press('Delete');
    await storage.question('Delete 100,000 files?').getByText('and 99,950 more').waitFor();
    await page.keyboard.press('Escape');
    await storage.question('Delete 100,000 files?').waitFor({ state: 'hidden' });
  });

  it('is sorted by size, and found in by name', async () => {
    await page.getByRole('button', { name: 'Size', exact: true }).click();
    const heading = page.getByRole('columnheader', { name: 'Size' });
    await heading.and(page.locator('[aria-sort=ascending]')).waitFor();
    await page.getByRole('button', { name: 'Size', exact: true }).click();
    await heading.and(page.locator('[aria-sort=descending]')).waitFor();
    await storage.row('file-4999.txt').waitFor();
    await page.keyboard.press('/');
    await isFocused(page.getByRole('searchbox'));
    await page.keyboard.type('file-77777');
    await page.getByRole('link', { name: '/file-77777.txt' }).waitFor();
  });
});
