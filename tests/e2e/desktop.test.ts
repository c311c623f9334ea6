// What only the desktop has, on the built bundle: bridge, tray, notifications, dropped folders, second starts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FetchAnswer } from '../support/electron/messages.ts';
import { staticPage } from './applications/web-application.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { prepareEngine, removeInstallation, makeDataFolder } from './shells/data-folder.ts';
import { captureFailures } from './shells/capture.ts';
import { type DesktopShell, openDesktopShell, startDesktop } from './shells/desktop.ts';

describe('the desktop', () => {
  let shell: DesktopShell;
  let page: Page;
  let folder: string;

  captureFailures(() => shell);
  beforeAll(async () => {
    await prepareEngine();
    folder = join(mkdtempSync(join(tmpdir(), 'minipaas-drop-')), 'dropped-page');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(staticPage('let go over the window')))
      writeFileSync(join(folder, name), text);
    shell = await openDesktopShell();
    ({ page } = shell);
    await page
      .getByRole('button', { name: /^New project/ })
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await shell?.close();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });
  const isVisible = (wanted: boolean) =>
    shell.electron.until(
      wanted ? 'a visible window' : 'a hidden window',
      ({ windows }) => windows[0]?.isVisible === wanted,
    );
  const closeWindow = async () => {
    await shell.electron.tell({ do: 'closeWindow' });
    await isVisible(false);
  };

  it('offers the page the bridge and nothing else', async () => {
    const seen = await page.evaluate(() => ({
      members: Object.keys(window.minipaas ?? {}).toSorted(),
      isFrozen: Object.isFrozen(window.minipaas),
      globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
    }));
    expect(seen).toEqual({
      members: ['chooseFolder', 'connect', 'grantFiles', 'onOpen', 'openExternal', 'pathForFile', 'platform'],
      isFrozen: true,
      globals: [],
    });
    const replace = () => Object.assign(window.minipaas ?? {}, { connect: null });
    await expect(page.evaluate(replace)).rejects.toThrow('read only');
  });

  it('serves its own files only, under a policy that runs no other script', async () => {
    const { electron } = shell;
    const get = (url: string, method = 'GET') => electron.tell<FetchAnswer>({ do: 'fetch', url, method });
    const index = await get('app://minipaas/');
    expect(index.status).toBe(200);
    expect(index.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(index.headers['x-content-type-options']).toBe('nosniff');
    for (const path of [
      '..%2f..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '..%5c..%5cpackage.json',
      '//etc/passwd.css',
    ]) {
      expect(await get(`app://minipaas/${path}`)).toMatchObject({ status: 404, text: '' });
    }
    expect(await get('app://minipaas/index.html', 'POST')).toMatchObject({ status: 405 });
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      return 'injected' in window;
    });
    expect(ran).toBe(false);
  });

  it('stays where it is: links go to the browser, other addresses nowhere', async () => {
    const { electron } = shell;
    const before = page.url();
    await page.evaluate(() => window.minipaas?.openExternal('https://example.com/bridge'));
    await page.evaluate(() => void window.open('https://example.com/opened'));
    // A window and a navigation are told on ways of their own.
    await electron.until('two opened addresses', ({ opened }) => opened.length === 2);
    await page.evaluate(() => location.assign('https://example.com/assigned'));
    await electron.until('three opened addresses', ({ opened }) => opened.length === 3);
    expect(electron.observed().opened).toEqual([
      'https://example.com/bridge',
      'https://example.com/opened',
      'https://example.com/assigned',
    ]);
    for (const address of ['file:///etc/passwd', 'javascript:alert(1)', 'https://user:secret@example.com/']) {
      await expect(page.evaluate((url) => window.minipaas?.openExternal(url), address)).rejects.toThrow('http');
    }
    expect(electron.observed().opened).toHaveLength(3);
    expect(page.url()).toBe(before);
  });

  it.each(['geolocation', 'media', 'notifications', 'clipboard-read', 'hid', 'openExternal'])(
    'refuses the permission %s',
    async (permission) => {
      const granted = await shell.electron.tell({ do: 'askPermission', permission, origin: 'app://minipaas' });
      expect(granted).toEqual({ onRequest: false, onCheck: false });
    },
  );

  it('lets its own page copy, and no other', async () => {
    const ask = (origin: string) =>
      shell.electron.tell({ do: 'askPermission', permission: 'clipboard-sanitized-write', origin });
    expect(await ask('app://minipaas')).toEqual({ onRequest: true, onCheck: true });
    expect(await ask('https://example.com')).toEqual({ onRequest: false, onCheck: false });
  });

  it('deploys a folder that is dropped on the window, and says so to whoever closed it', async () => {
    const { electron } = shell;
    const dialog = newProjectDialog(page);
    await electron.drop('body', [folder]);
    await expect.poll(() => dialog.field('Folder').inputValue()).toBe(folder);
    await dialog.look();
    // Closed first: the page goes on in the hidden window, and no deployment is so fast that it ends before nobody looks.
    await closeWindow();
    await dialog.create('dropped');
    expect(electron.observed().notifications).toContainEqual(
      expect.objectContaining({ title: 'miniPaaS keeps running' }),
    );

    const { notifications } = await electron.until('the news', (seen) =>
      seen.notifications.some(({ title }) => title === 'dropped is running'),
    );
    const index = notifications.findIndex(({ title }) => title === 'dropped is running');
    expect(await (await fetch(notifications[index]?.body ?? '')).text()).toBe('let go over the window');
    await electron.tell({ do: 'clickNotification', index });
    await isVisible(true);
    const project = projectPage(page);
    await project.isIn('running');
    await project.pipeline(1).waitFor();
  });

  it('saves a log where the person says, proposed among their downloads', async () => {
    await projectPage(page).choose(1, 'Build log');
    await page.getByText('COPY index.html').first().waitFor();
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await page.getByRole('menuitem', { name: 'As text' }).click();
    const { downloads } = await shell.electron.until('a download', (seen) => seen.downloads.length > 0);
    expect(downloads).toEqual([expect.stringMatching(/\/downloads\/deployment-1-build\.log$/)]);
  });

  it('comes back from the tray, which says what is under way', async () => {
    const { electron } = shell;
    await closeWindow();
    const idle = 'miniPaaS: No deployment under way';
    const { tray } = await electron.until('an idle tray', (seen) => seen.tray?.toolTip === idle);
    expect(tray?.menu?.items.map(({ label }) => label)).not.toContain('dropped: building');
    await electron.tell({ do: 'pickTray', path: ['Open miniPaaS'] });
    await isVisible(true);
  });

  it('shows its window when it is started a second time, which then ends', async () => {
    await closeWindow();
    const second = startDesktop(shell.dataDir);
    expect(await second.exited).toBe(0);
    await isVisible(true);
  });

  it('leads from the menu to pages', async () => {
    const { electron } = shell;
    for (const [label, heading] of [
      ['Queue', /^Queue/],
      ['Hosts', /^Hosts/],
      ['Projects', /^Projects/],
    ] as const) {
      await electron.tell({ do: 'pickMenu', path: ['View', label] });
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    await electron.tell({ do: 'pickMenu', path: ['File', 'New Project…'] });
    const { dialog, close } = newProjectDialog(page);
    await dialog.waitFor();
    await page.waitForURL(/new/);
    await close();
  });

  it('deploys a folder chosen from the menu', async () => {
    const { electron } = shell;
    await electron.tell({ do: 'answerDialog', answer: { canceled: false, filePaths: [folder] } });
    await electron.tell({ do: 'pickMenu', path: ['File', 'Deploy Folder…'] });
    const dialog = newProjectDialog(page);
    await expect.poll(() => dialog.field('Folder').inputValue()).toBe(folder);
    await dialog.close();
  });

  it('follows the theme of the system, or of its own choice', async () => {
    const { electron } = shell;
    const isDark = (wanted: boolean) =>
      page.waitForFunction((dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark, wanted);
    await electron.tell({ do: 'setSystemDark', isDark: true });
    await isDark(true);
    await electron.tell({ do: 'pickMenu', path: ['View', 'Theme', 'Light'] });
    await isDark(false);
    await electron.tell({ do: 'pickMenu', path: ['View', 'Theme', 'As the System'] });
    await isDark(true);
    const chosen = () => {
      const view = electron.observed().menu?.items.find(({ label }) => label === 'View');
      const themes = view?.submenu?.items.find(({ label }) => label === 'Theme')?.submenu?.items ?? [];
      return themes.map(({ isChecked }) => isChecked);
    };
    await expect.poll(chosen).toEqual([true, false, false]);
  });

  it('opens a port only when the listener is turned on', async () => {
    const { electron } = shell;
    const dialogs = electron.observed().dialogs.length;
    await electron.tell({ do: 'answerDialog', answer: { response: 0 } });
    await electron.tell({ do: 'pickTray', path: ['Serve the dashboard over HTTP'] });
    const seen = await electron.until('the address', (state) => state.dialogs.length > dialogs);
    const url = /http:\S+/.exec(String(seen.dialogs.at(-1)?.options['message']))?.[0] ?? '';
    const landing = await (await fetch(url)).text();
    expect(landing).toContain('YOUR cloud');
    const isOn = (wanted: boolean) =>
      electron.until('the listener in the tray', ({ tray }) =>
        Boolean(tray?.menu?.items.some(({ label, isChecked }) => label.startsWith('Serve') && isChecked === wanted)),
      );
    await isOn(true);
    await electron.tell({ do: 'pickTray', path: ['Serve the dashboard over HTTP'] });
    await isOn(false);
    await expect.poll(() => fetch(url).then(({ status }) => status, String)).toContain('fetch failed');
  });

  it('offers to load the page again when it crashed', async () => {
    const { electron } = shell;
    const dialogs = electron.observed().dialogs.length;
    await electron.tell({ do: 'answerDialog', answer: { response: 0 } });
    const loaded = page.waitForEvent('load');
    await electron.tell({ do: 'crashPage' });
    const seen = await electron.until('the offer', (state) => state.dialogs.length > dialogs);
    expect(seen.dialogs.at(-1)?.options['buttons']).toEqual(['Reload', 'Quit miniPaaS']);
    await loaded;
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
});

describe('the desktop that cannot start', () => {
  it.each([
    ['an unknown flag', ['--colour'], 'command line'],
    ['a port that is none', ['--port', 'http'], '--port'],
    ['a data folder that is a file', ['--data-dir', '/dev/null/x'], 'data folder'],
  ])('says why: %s', async (_what, args, said) => {
    const dataDir = makeDataFolder('failing');
    const electron = startDesktop(dataDir, args);
    const { dialogs } = await electron.until('the message', (seen) => seen.dialogs.length > 0);
    expect(dialogs[0]).toMatchObject({ kind: 'showErrorBox', options: { title: 'miniPaaS cannot start' } });
    expect(String(dialogs[0]?.options['content'])).toContain(said);
    expect(await electron.exited).toBe(1);
    await removeInstallation(dataDir);
  });
});
