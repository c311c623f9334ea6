// Pictures of the Storage tab: empty, full, during a transfer, in conflict, over its size.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { storagePage } from '../../tests/e2e/pages/storage-page.ts';
import { dropFiles } from '../../tests/support/drop-files.ts';
import { openLine } from '../../tests/support/line.ts';

const MB = 1_048_576;

/** What an application may keep: by path, how large. */
const kept: Readonly<Record<string, number>> = {
  'music/01 Overture.flac': 21 * MB,
  'music/02 Waltz.flac': 18 * MB,
  'music/03 Finale.flac': 24 * MB,
  ...Object.fromEntries(
    Array.from({ length: 36 }, (_, index) => [`uploads/photo-${index + 1}.jpg`, 240_000 + index * 7_919]),
  ),
  'uploads/2025/archive.zip': 9 * MB,
  'config.json': 2_048,
  'data.db': 96 * MB,
  'data.db-wal': 4 * MB,
  'notes.md': 5_321,
};

/** `page` shows a project's Storage tab without a volume. */
export async function storagePictures(page: Page, picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'minipaas-pictures-'));
  const storage = storagePage(page);
  const line = await openLine(new URL(page.url()).origin);
  try {
    for (const [path, size] of Object.entries(kept)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), Buffer.alloc(size, '{"title": "Shop"}\n'));
      const at = Date.parse('2026-10-04T08:15:00Z') / 1000 + size / 100;
      utimesSync(join(folder, path), at, at);
    }
    await page.getByRole('button', { name: 'Create a volume' }).waitFor();
    await picture(page, 'storage-empty');
    await storage.press('Create a volume');
    const dialog = storage.dialog('New volume');
    await dialog.getByLabel('Name').fill('project-storage');
    await dialog.getByRole('button', { name: 'Create volume' }).click();
    await page.getByText('The volume is empty.').waitFor();
    const tops = ['music', 'uploads', 'config.json', 'data.db', 'data.db-wal', 'notes.md'].map((name) =>
      join(folder, name),
    );
    await dropFiles(storage.dropZone, tops);
    await storage.transfers.getByText(/^\d+ files, .*MB/).waitFor();
    await storage.press('Clear ended');
    await storage.row('music').getByText('63 MB').waitFor();
    await page.getByText('44 · measured').waitFor();
    await storage.row('config.json').click();
    await page.mouse.move(0, 0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await picture(page, 'storage');

    await dropFiles(storage.dropZone, tops.slice(2));
    await storage.dialog(/names are taken/).waitFor();
    await picture(page, 'storage-conflict');
    await page.keyboard.press('Escape');
    await storage.press(/^Cancel the Upload/);
    await storage.press('Clear ended');

    const slow = await page.context().newPage();
    await slow.goto(page.url().replace(/^https?:\/\/[^/]+/, line.url));
    const slowStorage = storagePage(slow);
    await slowStorage.row('music').waitFor();
    writeFileSync(join(folder, 'film.mp4'), Buffer.alloc(180 * MB));
    const held = line.holdAfter(70 * MB);
    await dropFiles(slowStorage.dropZone, [join(folder, 'film.mp4')]);
    await held;
    await slowStorage.press('Files');
    await picture(slow, 'storage-transfer');
    line.release();
    await slowStorage.transfers.getByText(/^1 file, 180 MB/).waitFor();
    await slow.close();

    await page.getByRole('button', { name: 'Actions of project-storage' }).click();
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
    const edit = storage.dialog('Edit project-storage');
    await edit.getByLabel(/^Size/).fill('0.3');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/over its size/).waitFor();
    await picture(page, 'storage-over-quota');
  } finally {
    await line.close();
    rmSync(folder, { recursive: true });
  }
}
