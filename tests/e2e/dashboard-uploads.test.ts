// Files and folders dropped on the Storage tab: they arrive whole, ask where names are taken, and outlive a line that breaks.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectId } from '../../src/contract/ids.ts';
import type { Node } from '../../src/main/features/volumes/testing/memory-tree.ts';
import { fillStorage, put, rootOf, text } from '../support/dashboard/fill-storage.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { dropFiles } from '../support/drop-files.ts';
import { type Line, openLine } from '../support/line.ts';
import { makeOddTree, type OddTree } from '../support/odd-tree.ts';
import { unzip } from '../support/unzip.ts';
import { violations } from './axe.ts';
import { storagePage } from './pages/storage-page.ts';

const MB = 1_048_576;
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('uploads in the Storage tab', () => {
  let world: World;
  let dashboard: Dashboard;
  let line: Line;
  let page: Page;
  let context: BrowserContext;
  let storage: ReturnType<typeof storagePage>;
  let odd: OddTree;
  let folder: string;

  beforeAll(async () => {
    world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
    line = await openLine(dashboard.server.url);
    odd = makeOddTree({ many: 300 });
    folder = mkdtempSync(join(tmpdir(), 'minipaas-large-'));
  });
  afterAll(async () => {
    await line?.close();
    await dashboard?.close();
    rmSync(odd.parent, { recursive: true });
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    line.release();
    for (const volume of await world.fake.storage.services.volumes.list({ id: 1 as ProjectId })) {
      await world.fake.storage.services.volumes.detach({ id: volume.id });
    }
    world.fake.storage.engine.volumes.clear();
    await fillStorage(world, 1 as ProjectId);
    ({ page, context } = await dashboard.open('/projects/1/storage', { acceptDownloads: true }));
    await page.goto(`${line.url}/auth/local?token=${dashboard.server.identity.issueLoginLink().token}`);
    await page.goto(`${line.url}/#/projects/1/storage`);
    storage = storagePage(page);
    await storage
      .row('music')
      .waitFor()
      .catch(async () => {
        throw new Error(`The files are not there, but: ${await page.locator('body').innerText()}`);
      });
  });
  afterEach(() => context?.close());
  const root = () => rootOf(world.fake.storage, 'project-storage');
  const large = (name: string, size: number): { path: string; sum: string } => {
    const path = join(folder, name);
    const bytes = randomBytes(size);
    writeFileSync(path, bytes);
    return { path, sum: sha256(bytes) };
  };

  it('take in a folder with all that lies in it, by whatever name, and give it back the same', async () => {
    await dropFiles(storage.dropZone, [odd.path]);
    await storage.transfers.getByText(new RegExp(`^${odd.files.size} files, `)).waitFor();
    await storage.row(odd.name).waitFor();
    expect(contentOf(root(), odd.name)).toEqual(odd.files);
    expect(find(root(), odd.emptyFolder)?.kind).toBe('folder');

    await storage.row(odd.name).click();
    const downloading = page.waitForEvent('download');
    await storage.press('Download as zip');
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`${odd.name}.zip`);
    const unpacked = await unzip(await download.path());
    for (const [path, content] of odd.files)
      expect([path, sha256(unpacked.get(path) ?? '')]).toEqual([path, sha256(content)]);
  });

  it('leave out the one file that is refused, and say which', async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    for (const name of ['a.txt', '..%2fb.txt', 'c.txt']) writeFileSync(join(mixed, name), name);
    await dropFiles(storage.dropZone, [mixed]);
    await storage.transfers.getByText(/^2 files, 10 B, 1 failed/).waitFor();
    await storage.transfers.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('group', { name: 'Files of this transfer' }).getByText('mixed/..%2fb.txt').first().waitFor();
    expect([...(find(root(), 'mixed')?.children.keys() ?? [])].toSorted()).toEqual(['a.txt', 'c.txt']);
  });

  it('go into the folder whose row they are dropped on', async () => {
    const { path } = large('a.bin', 10);
    await dropFiles(storage.row('uploads'), [path]);
    await storage.transfers.getByText(/^1 file, 10 B/).waitFor();
    expect(find(root(), 'uploads/a.bin')?.content.length).toBe(10);
    expect(root().children.has('a.bin')).toBe(false);
  });

  it('ask where names are taken: replace, keep both, skip, for all', async () => {
    for (const name of ['one.txt', 'two.txt', 'three.txt']) {
      put(root(), name, text(`old ${name}`));
      writeFileSync(join(folder, name), `new ${name}`);
    }
    await dropFiles(
      storage.dropZone,
      ['one.txt', 'two.txt', 'three.txt'].map((name) => join(folder, name)),
    );
    const dialog = storage.dialog('3 names are taken in /');
    await dialog.getByLabel('Replace', { exact: true }).check();
    await dialog.getByLabel('What becomes of two.txt').selectOption('Skip');
    await dialog.getByLabel('What becomes of three.txt').selectOption('Keep both');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await storage.transfers.getByText(/^2 files, 24 B, 1 skipped/).waitFor();
    const kept = ['one.txt', 'two.txt', 'three.txt', 'three (2).txt'];
    expect(kept.map((name) => find(root(), name)?.content.toString())).toEqual([
      'new one.txt',
      'old two.txt',
      'old three.txt',
      'new three.txt',
    ]);
  });

  it('show how far they are on every page, and go on where they were when the line breaks', async () => {
    const { path, sum } = large('film.bin', 10 * MB);
    const held = line.holdAfter(6 * MB);
    await dropFiles(storage.dropZone, [path]);
    await held;
    const bar = page.getByRole('progressbar', { name: 'Upload of film.bin to /' });
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(5);
    await page.getByRole('link', { name: 'Environment' }).click();
    await page.getByRole('link', { name: /^Transfer \d+ %$/ }).click();
    await bar.waitFor();
    expect(await violations(page)).toEqual([]);
    await storage.transfers.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('group', { name: 'Files of this transfer' }).getByText('film.bin').waitFor();
    line.cut();
    await storage.transfers.getByText(/^1 file, 10 MB/).waitFor();
    expect(sha256(find(root(), 'film.bin')?.content ?? '')).toBe(sum);
    // It went on: the piece that had arrived was not sent twice.
    expect(dashboard.server.fake.calls.filter((call) => call.path === 'files.createUpload')).toHaveLength(1);
  });

  it('stop when they are cancelled, leave nothing behind, and can be taken up again', async () => {
    const { path, sum } = large('long.bin', 10 * MB);
    const held = line.holdAfter(6 * MB);
    await dropFiles(storage.dropZone, [path]);
    await held;
    await storage.press(/^Cancel the Upload of long.bin/);
    line.release();
    await storage.transfers.getByText('Cancelled').waitFor();
    await expect.poll(() => [...root().children.keys()].some((name) => name.startsWith('.minipaas'))).toBe(false);
    expect(root().children.has('long.bin')).toBe(false);
    await storage.transfers.getByRole('button', { name: 'Resume' }).click();
    await storage.transfers.getByText(/^1 file, 10 MB/).waitFor();
    expect(sha256(find(root(), 'long.bin')?.content ?? '')).toBe(sum);
  });

  it('ask before the page is left', async () => {
    const { path } = large('leaving.bin', 10 * MB);
    const held = line.holdAfter(5 * MB);
    await dropFiles(storage.dropZone, [path]);
    await held;
    // A browser asks only after the person has done something on the page.
    await page.mouse.click(5, 5);
    const asked = page.waitForEvent('dialog');
    void page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    line.release();
    await storage.transfers.getByText(/^1 file, 10 MB/).waitFor();
  });

  it('are refused where there is no room, and say so', async () => {
    await storage.press('Show files of database');
    await storage.row('main.sqlite').waitFor();
    const { path } = large('too-large.bin', 9 * MB);
    await dropFiles(storage.dropZone, [path]);
    await storage.transfers.getByText('QUOTA_EXCEEDED').waitFor();
    await storage.transfers.getByRole('button', { name: 'Retry' }).waitFor();
    expect(rootOf(world.fake.storage, 'database').children.size).toBe(2);
  });
});

function find(root: Node, path: string): Node | undefined {
  return path.split('/').reduce<Node | undefined>((node, name) => node?.children.get(name), root);
}

function contentOf(root: Node, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (node: Node | undefined, at: string): void => {
    if (node?.kind === 'file') found.set(at, node.content.toString());
    for (const [name, child] of node?.children ?? []) visit(child, `${at}/${name}`);
  };
  visit(find(root, path), path);
  return found;
}
