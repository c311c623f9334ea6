// A volume on a real engine, from both shells: a folder dropped into it comes back the same, by keyboard and by mouse; and on the desktop
// a transfer outlives the program.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/contract/bytes.ts';
import { dropFiles } from '../support/drop-files.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { makeOddTree, type OddTree } from '../support/odd-tree.ts';
import { openSocketProxy, type SocketProxy } from '../support/socket-proxy.ts';
import { unzip } from '../support/unzip.ts';
import { webApplication } from './applications/web-application.ts';
import { violations } from './axe.ts';
import { isFocused, typeQuickly } from './keyboard.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { storagePage } from './pages/storage-page.ts';
import { captureFailures } from './shells/capture.ts';
import { prepareEngine } from './shells/data-folder.ts';
import { type DesktopShell, openDesktopShell } from './shells/desktop.ts';
import { openShell, shellKinds } from './shells/open-shell.ts';
import type { Shell } from './shells/shell.ts';

const MB = 1_048_576;
const LARGE = 64 * MB;
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

async function beginProject(page: Page, git: GitServer): Promise<void> {
  const { path } = git.createRepository('shop', webApplication('with a volume'));
  const dialog = newProjectDialog(page);
  await projectsPage(page).begin();
  await dialog.name({ repoUrl: path });
  await dialog.look();
  await dialog.create('shop');
  await projectPage(page).ends(1, 'running');
  await projectPage(page).tab('Storage');
  await page.getByRole('button', { name: 'Create a volume' }).click();
  await page.getByRole('dialog', { name: 'New volume' }).getByLabel('Name').fill('data');
  await page.keyboard.press('Enter');
  await page.getByText('The volume is empty.').waitFor();
}

describe.each(shellKinds)('storage, %s', (kind) => {
  let git: GitServer;
  let shell: Shell;
  let odd: OddTree;
  let folder: string;

  captureFailures(() => shell);
  beforeAll(async () => {
    await prepareEngine();
    git = startGitServer();
    odd = makeOddTree({ many: 200 });
    folder = mkdtempSync(join(tmpdir(), 'minipaas-saved-'));
    shell = await openShell(kind);
    await beginProject(shell.page, git);
  });
  afterAll(async () => {
    await shell?.close();
    await git?.close();
    for (const path of [odd.parent, folder]) rmSync(path, { recursive: true });
  });

  it('takes in a folder that is dropped', async () => {
    const storage = storagePage(shell.page);
    if (kind === 'desktop') await (shell as DesktopShell).electron.drop('[aria-label="Files of data"]', [odd.path]);
    else await dropFiles(storage.dropZone, [odd.path]);
    await storage.transfers.getByText(new RegExp(`^${odd.files.size} files, `)).waitFor();
    await storage.row(odd.name).waitFor();
    await shell.page.getByText(`${odd.files.size} · measured`).waitFor();
    const bytes = [...odd.files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    await storage.row(odd.name).getByText(formatBytes(bytes), { exact: true }).waitFor();
    expect(await violations(shell.page)).toEqual([]);
  });

  it('gives it back the same', async () => {
    const storage = storagePage(shell.page);
    await storage.row(odd.name).click();
    const got = kind === 'desktop' ? await saveTo(shell as DesktopShell, folder) : await saveZip(shell.page);
    const sums = (files: ReadonlyMap<string, Uint8Array | string>) =>
      Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)]));
    expect(sums(got)).toEqual(sums(odd.files));
  });

  it('is worked with by keyboard: renamed, read, changed', async () => {
    const { page } = shell;
    const storage = storagePage(page);
    await storage.grid.focus();
    await typeQuickly(page, 'odd');
    await page.keyboard.press('F2');
    await isFocused(storage.dialog(/^Rename/).getByLabel('Name'));
    await page.keyboard.type('plain');
    await page.keyboard.press('Enter');
    await storage.row('plain').waitFor();
    await storage.dialog(/^Rename/).waitFor({ state: 'hidden' });
    await expect.poll(storage.active).toBe('plain');
    await isFocused(storage.grid);
    await page.keyboard.press('Enter');
    await storage.row('a b.txt').waitFor();
    await storage.grid.focus();
    await typeQuickly(page, 'a b');
    await page.keyboard.press('Enter');
    const area = storage.dialog(/^a b.txt/).getByLabel('Text of a b.txt');
    await expect.poll(() => area.inputValue()).toBe('content of a b.txt');
    await area.fill('changed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('a b.txt is saved.').waitFor();
    await page.keyboard.press('Escape');
    await storage.dialog(/^a b.txt/).waitFor({ state: 'hidden' });
    await isFocused(storage.grid);
    await page.keyboard.press('Backspace');
    await storage.row('plain').waitFor();
  });

  it('shows a picture of the volume', async () => {
    const { page } = shell;
    const storage = storagePage(page);
    const picture = join(import.meta.dirname, '../../resources/icons/linux/64x64.png');
    if (kind === 'desktop') await (shell as DesktopShell).electron.drop('[aria-label="Files of data"]', [picture]);
    else await dropFiles(storage.dropZone, [picture]);
    await storage.row('64x64.png').dblclick();
    const image = storage.dialog(/^64x64.png/).getByRole('img', { name: '64x64.png' });
    await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(64);
    await page.keyboard.press('Escape');
  });
});

describe('a transfer of the desktop', () => {
  let git: GitServer;
  let engine: SocketProxy;
  let shell: DesktopShell;
  let folder: string;
  const open = (dataDir?: string) => openDesktopShell(dataDir, { DOCKER_HOST: engine.endpoint });

  captureFailures(() => shell);
  beforeAll(async () => {
    await prepareEngine();
    git = startGitServer();
    engine = await openSocketProxy('/var/run/docker.sock');
    folder = mkdtempSync(join(tmpdir(), 'minipaas-large-'));
    shell = await open();
    await beginProject(shell.page, git);
  });
  afterAll(async () => {
    await shell?.close();
    await engine?.close();
    await git?.close();
    rmSync(folder, { recursive: true });
  });

  it('goes on when the program was quit in its middle, and tells when it is done', async () => {
    const path = join(folder, 'large.bin');
    const bytes = randomBytes(LARGE);
    writeFileSync(path, bytes);
    // Neither the first program nor the second gets to the end before it is to.
    const held = engine.holdLarge(LARGE / 4);
    await shell.electron.drop('[aria-label="Files of data"]', [path]);
    await held.reached;
    const bar = shell.page.getByRole('progressbar', { name: 'Upload of large.bin to /' });
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(5);
    expect(await shell.electron.quit()).toBe(0);

    shell = await open(shell.dataDir);
    const { electron, page } = shell;
    await electron.tell({ do: 'closeWindow' });
    await electron.until('a hidden window', ({ windows }) => windows[0]?.isVisible === false);
    held.release();
    const isNews = ({ title }: { readonly title: string }): boolean => title === 'Upload of large.bin is done';
    const { notifications } = await electron.until('the news', (seen) => seen.notifications.some(isNews));
    await electron.tell({ do: 'clickNotification', index: notifications.findIndex(isNews) });
    const storage = storagePage(page);
    await storage.row('large.bin').click();
    const got = await saveTo(shell, folder, 'Download');
    // One of that name is there: the one that was uploaded.
    expect(sha256(got.get('large (2).bin') ?? '')).toBe(sha256(bytes));
  });
});

async function saveZip(page: Page): Promise<ReadonlyMap<string, Buffer>> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as zip' }).click();
  return unzip(await (await downloading).path());
}

async function saveTo({ electron, page }: DesktopShell, folder: string, button = 'Download as zip') {
  await electron.tell({ do: 'answerDialog', answer: { canceled: false, filePaths: [folder] } });
  await page.getByRole('button', { name: button, exact: true }).click();
  const download = page.getByRole('listitem').filter({ hasText: /^Download of/ });
  await download.getByText(/^\d+ files?, /).waitFor();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path)] as const;
    }),
  );
}
