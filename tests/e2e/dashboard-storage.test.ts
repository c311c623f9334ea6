// The Storage tab over volumes in memory: gone through, changed and read, by mouse and by keyboard.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { ProjectId } from '../../src/contract/ids.ts';
import { file, fillStorage, folder, put, rootOf, text } from '../support/dashboard/fill-storage.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violations } from './axe.ts';
import { isFocused, tabTo, typeQuickly } from './keyboard.ts';
import { storagePage } from './pages/storage-page.ts';

const shop = 1 as ProjectId;

describe('the Storage tab', () => {
  let world: World;
  let dashboard: Dashboard;
  let page: Page;
  let context: BrowserContext;
  let complaints: string[];
  let storage: ReturnType<typeof storagePage>;

  beforeAll(async () => {
    world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
  });
  afterAll(() => dashboard?.close());
  beforeEach(async () => {
    for (const volume of await world.fake.storage.services.volumes.list({ id: shop })) {
      await world.fake.storage.services.volumes.detach({ id: volume.id });
    }
    world.fake.storage.engine.volumes.clear();
    await fillStorage(world, shop);
    ({ page, context, complaints } = await dashboard.open('/projects/1/storage'));
    storage = storagePage(page);
    await storage.row('music').waitFor();
  });
  afterEach(() => context?.close());
  const root = () => rootOf(world.fake.storage, 'project-storage');

  it('shows each volume as the specification draws it, and its files', async () => {
    const box = page.getByRole('region', { name: 'project-storage', exact: true });
    await box.getByText('25.5 MB / 5 GB').waitFor();
    await box.getByText('/app/storage').first().waitFor();
    await expect.poll(() => box.getByRole('meter').getAttribute('aria-valuetext')).toBe('25.5 MB / 5 GB, 0 %');
    await page.getByText('database is nearly full: 8 MB are left').waitFor();
    await expect
      .poll(storage.names)
      .toEqual(['music', 'uploads', 'cache', 'config.json', 'data.db', 'logo.png', 'Ünïcode – 写真.txt']);
    expect(await storage.row('music').textContent()).toContain('[DIR]music/');
    await storage.row('music').getByText('9 MB').waitFor();
    expect(await storage.row('data.db').textContent()).toContain('12 MB');
    expect(await storage.row('cache').textContent()).toContain('[LINK]');
    expect(complaints).toEqual([]);
  });

  it('keeps volume, folder and order in the address', async () => {
    await storage.row('uploads').getByRole('link').click();
    await storage.row('photo-2.jpg').waitFor();
    await page.getByRole('button', { name: 'Size', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Size' }).and(page.locator('[aria-sort=ascending]')).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Size' }).and(page.locator('[aria-sort=ascending]')).waitFor();
    await expect.poll(async () => (await storage.names()).slice(0, 3)).toEqual(['2025', 'photo-1.jpg', 'photo-2.jpg']);
    await page.getByRole('navigation', { name: 'Path in the volume' }).getByRole('link', { name: 'Root' }).click();
    await storage.row('music').waitFor();
    await page.goBack();
    await storage.row('photo-2.jpg').waitFor();
    await storage.press('Show files of database');
    await storage.row('main.sqlite').waitFor();
    await page.waitForURL(/volume=\d+/);
  });

  it('is gone through by keyboard alone', async () => {
    await tabTo(page, 'grid', /Files in/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(storage.active).toBe('uploads');
    await page.keyboard.press('Enter');
    await storage.row('photo-1.jpg').waitFor();
    await storage.grid.focus();
    await typeQuickly(page, 'photo-13');
    await expect.poll(storage.chosen).toEqual(['photo-13.jpg']);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press(' ');
    await expect.poll(storage.chosen).toEqual(['photo-13.jpg', 'photo-14.jpg', 'photo-15.jpg']);
    await page.keyboard.press('Control+a');
    await page.getByText('24 files and 1 folder chosen').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(storage.chosen).toEqual([]);
    await page.keyboard.press('End');
    await expect.poll(storage.active).toBe('photo-24.jpg');
    await page.keyboard.press('Backspace');
    await storage.row('music').waitFor();
    await expect.poll(storage.active).toBe('uploads');
  });

  it('renames, makes folders, cuts and pastes, deletes: all by keyboard', async () => {
    await storage.grid.focus();
    await typeQuickly(page, 'config');
    await page.keyboard.press('F2');
    const rename = storage.dialog('Rename config.json');
    await isFocused(rename.getByLabel('Name'));
    await page.keyboard.type('settings');
    await expect.poll(() => rename.getByLabel('Name').inputValue()).toBe('settings.json');
    await page.keyboard.press('Enter');
    await storage.row('settings.json').waitFor();
    await rename.waitFor({ state: 'hidden' });
    await expect.poll(storage.chosen).toEqual(['settings.json']);
    await isFocused(storage.grid);

    await page.keyboard.press('Control+Shift+N');
    await isFocused(storage.dialog('New folder in /').getByLabel('Name'));
    await page.keyboard.type('../out');
    await page.getByText('A name cannot hold a “/”.').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('kept');
    await page.keyboard.press('Enter');
    await storage.row('kept').waitFor();
    await storage.dialog('New folder in /').waitFor({ state: 'hidden' });

    await storage.grid.focus();
    await typeQuickly(page, 'settings');
    await page.keyboard.press('Control+x');
    await typeQuickly(page, 'kept');
    await page.keyboard.press('Enter');
    await page.getByText('The folder is empty.').waitFor();
    await page.getByRole('group', { name: 'Files in /kept' }).focus();
    await page.keyboard.press('Control+v');
    await storage.row('settings.json').waitFor();
    expect(root().children.get('kept')?.children.has('settings.json')).toBe(true);

    await storage.row('settings.json').click();
    await page.keyboard.press('Delete');
    const question = storage.question('Delete settings.json?');
    const cancel = question.getByRole('button', { name: 'Cancel' });
    await isFocused(cancel);
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    expect(root().children.get('kept')?.children.size).toBe(1);
    await isFocused(storage.grid);
    await page.keyboard.press('Delete');
    await isFocused(cancel);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The folder is empty.').waitFor();
  });

  it('asks where a name is taken, also inside the volume', async () => {
    put(root(), 'photo-1.jpg', text('mine'));
    await storage.row('photo-1.jpg').click();
    await page.keyboard.press('Control+c');
    await storage.row('uploads').getByRole('link').click();
    await storage.row('photo-2.jpg').waitFor();
    await storage.press('Paste here');
    const dialog = storage.dialog('1 name is taken in /uploads');
    await dialog.getByLabel('Keep both').check();
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await storage.row('photo-1 (2).jpg').waitFor();
    expect(root().children.get('uploads')?.children.get('photo-1 (2).jpg')?.content.toString()).toBe('mine');
  });

  it('finds names below a folder and leads there', async () => {
    await page.keyboard.press('/');
    await isFocused(page.getByRole('searchbox'));
    await page.keyboard.type('waltz');
    await page.getByRole('link', { name: '/music/02 Waltz.mp3' }).click();
    await storage.row('02 Waltz.mp3').waitFor();
    await expect.poll(storage.chosen).toEqual(['02 Waltz.mp3']);
  });

  it('edits a text, and overwrites nothing that somebody else wrote meanwhile', async () => {
    await storage.row('config.json').getByRole('button', { name: 'View config.json' }).click();
    const dialog = storage.dialog(/^config.json/);
    const area = dialog.getByLabel('Text of config.json');
    await area.fill('{"title": "Mine"}');
    put(root(), 'config.json', text('{"title": "Theirs"}'));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('has changed since it was read').waitFor();
    expect(root().children.get('config.json')?.content.toString()).toBe('{"title": "Theirs"}');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.getByText('Changes of config.json are not saved.').waitFor();
    await dialog.getByRole('button', { name: 'Go on editing' }).click();
    await dialog.getByRole('button', { name: 'Overwrite it' }).click();
    await page.getByText('config.json is saved.').waitFor();
    expect(root().children.get('config.json')?.content.toString()).toBe('{"title": "Mine"}');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('keeps the line ends of a text as they were', async () => {
    put(root(), 'windows.ini', text('[a]\r\nb=1\r\n'));
    await page.reload();
    await storage.row('windows.ini').getByRole('button', { name: /^View/ }).click();
    const dialog = storage.dialog(/^windows.ini/);
    await dialog.getByLabel('Text of windows.ini').fill('[a]\nb=2\n');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('windows.ini is saved.').waitFor();
    expect(root().children.get('windows.ini')?.content.toString()).toBe('[a]\r\nb=2\r\n');
  });

  it('shows a picture, and a page with a script as the text it is', async () => {
    put(root(), 'evil.html', text('<script>window.ran = true</script>'));
    await page.reload();
    await storage.row('logo.png').dblclick();
    const picture = storage.dialog(/^logo.png/).getByRole('img', { name: 'logo.png' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
    await page.keyboard.press('Escape');
    await storage.row('evil.html').getByRole('button', { name: /^View/ }).click();
    await storage
      .dialog(/^evil.html/)
      .getByLabel('Text of evil.html')
      .waitFor();
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    const raw = await page.request.get(
      `${dashboard.server.url}/api/volumes/${await shownVolume()}/files/download?path=/evil.html&disposition=inline`,
    );
    expect(raw.headers()['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.headers()['content-security-policy']).toContain('sandbox');
  });

  it('shows what the application writes, as it writes it', async () => {
    put(root(), 'written-by-the-app.log', text('hello'));
    await storage.row('written-by-the-app.log').waitFor();
    await page.getByText('8 entries').waitFor();
  });

  it('says what is wrong with a volume, and what can be done', async () => {
    world.fake.storage.engine.note = 'busybox:stable cannot be used: files are reached with another image.';
    await page.reload();
    await page.getByText('busybox:stable cannot be used: files are reached with another image.').waitFor();
    world.fake.storage.engine.note = null;
    world.fake.storage.engine.volumes.delete(dockerNameOf('project-storage'));
    await page.reload();
    await page.getByText('The data of project-storage is gone').waitFor();
    await storage.grid.getByText('main.sqlite').first().waitFor();
  });

  it('says what a move has left on another host, and deletes it by choice', async () => {
    const { db, engine } = world.fake.storage;
    await engine.create({ name: 'minipaas-vol-1-9', labels: {}, hardLimitBytes: null });
    db.exec(`
      insert into left_volumes (project_id, name, host_id, docker_name, size_bytes, left_at)
      values (${shop}, 'project-storage', 1, 'minipaas-vol-1-9', 26738688, ${Date.now() - 3_600_000})`);
    await page.reload();
    const notice = page.getByRole('status').filter({ hasText: 'A copy of project-storage is still on This machine' });
    await notice.getByText('minipaas-vol-1-9, 25.5 MB, as it was when the project moved away 1 h ago.').waitFor();
    await notice.getByRole('button', { name: 'Delete the copy of project-storage…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete the copy of project-storage on This machine?' });
    expect(await violations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete the copy on This machine' }).click();
    // Behind an open question nothing has a role: that the notice is not found says nothing yet.
    await question.waitFor({ state: 'detached' });
    await notice.waitFor({ state: 'detached' });
    expect(engine.volumes.has('minipaas-vol-1-9')).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('says when a folder cannot be read, and tries again', async () => {
    const { engine } = world.fake.storage;
    const { files } = engine;
    engine.files = () => {
      throw new AppError('ENGINE_LOST', { host: 'far' });
    };
    await storage.row('music').getByRole('link').click();
    await page.getByText('Could not load the folder /music').waitFor();
    engine.files = files;
    await storage.press('Try again');
    await storage.row('01 Overture.mp3').waitFor();
  });

  it('names what goes before a volume is deleted, and asks about containers that use it', async () => {
    const engine = world.fake.storage.engine.volumes.get(dockerNameOf('project-storage'));
    engine?.users.push({
      containerId: 'c1',
      name: 'minipaas-shop-41',
      isRunning: true,
      path: '/app/storage',
      labels: { 'minipaas.managed': 'true' },
    });
    await page.getByRole('button', { name: 'Actions of project-storage' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const question = storage.question('Delete project-storage?');
    await question.getByText('data.db (12 MB)').waitFor();
    const confirm = question.getByRole('button', { name: 'Delete project-storage and its data' });
    expect(await confirm.isDisabled()).toBe(true);
    await question.getByLabel(/Stop and remove 1 container/).check();
    expect(await violations(page)).toEqual([]);
    await confirm.click();
    await page.getByText('project-storage is deleted.').waitFor();
  });

  it('creates a volume, and attaches one that exists', async () => {
    await storage.press('New volume');
    const dialog = storage.dialog('New volume');
    await dialog.getByLabel('Name').fill('cache');
    await dialog.getByLabel(/^Size/).fill('0,5');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create volume' }).click();
    await page
      .getByRole('region', { name: 'cache', exact: true })
      .getByText(/512 MB/)
      .waitFor();
    await page.getByText('The volume is empty.').waitFor();

    await world.fake.storage.engine.create({ name: 'old-data', labels: {}, hardLimitBytes: null });
    await storage.press('New volume');
    await dialog.getByLabel('A Docker volume that exists').check();
    await dialog.getByLabel('Docker volume', { exact: true }).selectOption('old-data');
    await dialog.getByLabel('Mount Path').fill('/srv/old');
    await dialog.getByRole('button', { name: 'Attach volume' }).click();
    await page.getByRole('region', { name: 'old-data', exact: true }).getByText('attached: old-data').waitFor();
  });

  it('has no violation of accessibility, nor with files chosen and dialogs open', async () => {
    await storage.row('music').click();
    await storage.row('data.db').click({ modifiers: ['Control'] });
    await page.getByText('1 file and 1 folder chosen').waitFor();
    expect(await violations(page)).toEqual([]);
    await storage.press('Delete…');
    await storage.question('Delete 1 file and 1 folder?').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await storage.row('config.json').dblclick();
    await storage
      .dialog(/^config.json/)
      .getByLabel(/^Text of/)
      .waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('draws names that would hide what they are', async () => {
    put(root(), 'photo\u202egpj.exe', file(1));
    put(root(), 'two\nlines', file(1));
    put(root(), 'caf\udce9', folder());
    await page.reload();
    await storage.grid.getByText('photo⟨U+202E⟩gpj.exe').waitFor();
    await storage.grid.getByText('two␊lines').waitFor();
    await storage.grid.getByText('caf\ufffd/').click();
    await page.getByText('The folder is empty.').waitFor();
    await page.reload();
    await page.getByText('The folder is empty.').waitFor();
  });

  function dockerNameOf(name: string): string {
    const found = world.fake.storage.store.list().find((volume) => volume.name === name);
    return found?.dockerName ?? '';
  }
  async function shownVolume(): Promise<number> {
    return world.fake.storage.store.list().find((volume) => volume.name === 'project-storage')?.id ?? 0;
  }
});
