// Every page of the dashboard with a full installation behind it: nothing complains, axe finds nothing, nothing is cut off.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';

const pages = [
  { name: 'projects', path: '/projects', shows: 'invoice-service' },
  { name: 'a project that builds', path: '/projects/1', shows: '9 of 17 steps' },
  { name: 'a project that failed', path: '/projects/6', shows: 'Set port 8080 and deploy' },
  { name: 'a project in the queue', path: '/projects/4', shows: 'It is next in the queue.' },
  { name: 'a project never deployed', path: '/projects/8', shows: 'Nothing has been deployed yet.' },
  { name: 'a build log', path: '/projects/1/logs', shows: 'Failed to compile.' },
  { name: 'a runtime log', path: '/projects/1/logs?kind=runtime&times=true', shows: '01000000' },
  {
    name: 'the use of a project',
    path: '/projects/3/analytics?tables=%22cpu%2Crestarts%22',
    shows: 'held back by its',
  },
  { name: 'errors', path: '/projects/1/errors', shows: 'back in #41' },
  { name: 'variables', path: '/projects/1/environment', shows: 'STRIPE_SECRET_KEY' },
  { name: 'a terminal that is not open', path: '/projects/1/terminal', shows: 'Open a terminal' },
  { name: 'the ways into a host', path: '/hosts/1/terminal', shows: 'This is the machine that miniPaaS runs on.' },
  { name: 'the settings of a project', path: '/projects/1/settings', shows: 'npx prisma migrate deploy' },
  { name: 'the queue', path: '/queue', shows: 'Waiting: 1' },
  { name: 'health', path: '/health', shows: 'The build queue moves.' },
  { name: 'hosts', path: '/hosts', shows: 'Add host' },
  { name: 'the settings', path: '/settings', shows: 'Registry mirror' },
  { name: 'a page that is not there', path: '/nowhere', shows: 'There is no such page.' },
  { name: 'a project that is not there', path: '/projects/99', shows: 'There is no project 99.' },
];

describe('pages', () => {
  let world: World;
  let dashboard: Dashboard;

  beforeAll(async () => {
    world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
  });
  afterAll(() => dashboard?.close());

  describe.each([
    { colorScheme: 'light', width: 1280, height: 800 },
    { colorScheme: 'dark', width: 1024, height: 700 },
    // 1,024 × 700 at 200 %.
    { colorScheme: 'light', width: 512, height: 350 },
  ] as const)('$colorScheme, $width wide', ({ colorScheme, width, height }) => {
    let page: Page;
    let complaints: string[];
    beforeAll(async () => {
      ({ page, complaints } = await dashboard.open('/', { colorScheme, viewport: { width, height } }));
    });
    afterAll(() => page?.context().close());

    it.each(pages)('$name', async ({ path, shows }) => {
      await page.goto(`${dashboard.server.url}/#${path}`);
      await page.getByText(shows).first().waitFor();
      expect(await violationsNow(page)).toEqual([]);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      // A graph is drawn once it knows how wide it may be.
      await expect.poll(overflow, { message: 'pixels that stick out at the side' }).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  });

  it('dialogs', async () => {
    const { page, context } = await dashboard.open('/projects?new=git');
    const dialog = page.getByRole('dialog', { name: 'New project' });
    // Behind a dialog a key does nothing.
    const closed = async () => {
      await page.keyboard.press('Escape');
      for (const role of ['dialog', 'alertdialog'] as const) await page.getByRole(role).waitFor({ state: 'hidden' });
    };
    await dialog.waitFor();
    expect(await violationsNow(page)).toEqual([]);
    await dialog.getByLabel('Repository').fill('https://github.com/acme/shop');
    await dialog.getByRole('button', { name: 'Look at it' }).click();
    await dialog.getByText('Found: Next.js').waitFor();
    for (const summary of ['Dockerfile', 'Advanced', 'Private repository'])
      await dialog.getByText(summary, { exact: true }).first().click();
    await dialog.getByRole('combobox', { name: 'Access' }).selectOption('sshKey');
    expect(await violationsNow(page)).toEqual([]);

    await page.goto(`${dashboard.server.url}/#/projects/1/settings`);
    await page.getByRole('button', { name: 'Delete shop…' }).click();
    await page.getByText('17.5 MB of logs').waitFor();
    expect(await violationsNow(page)).toEqual([]);
    await closed();

    await page.goto(`${dashboard.server.url}/#/projects/1/environment`);
    await page.getByRole('button', { name: 'Import .env…' }).click();
    await page.getByLabel('Text').fill('A=1\nAPI_TOKEN=x\nnot a line\n');
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByText('2 added').waitFor();
    expect(await page.getByRole('checkbox', { name: 'API_TOKEN is secret' }).isChecked()).toBe(true);
    expect(await violationsNow(page)).toEqual([]);
    await closed();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await violationsNow(page)).toEqual([]);
    await closed();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Project or page' }).fill('invoice');
    expect(await violationsNow(page)).toEqual([]);
    await context.close();
  });

  it('the fix of a failure, by keyboard', async () => {
    const { page, context } = await dashboard.open('/projects/6');
    await page.getByText('What puts it right').waitFor();
    await page.getByRole('button', { name: 'Set port 8080 and deploy' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Saved, and deployment #\d+ is queued/).waitFor({ state: 'attached' });
    expect(world.projects.get(6 as never)?.settings.port).toBe(8080);
    await context.close();
  });

  it('a menu, and the theme that is chosen in it stays', async () => {
    const { page, context } = await dashboard.open('/projects', { colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: /browser: menu$/ }).click();
    await page.getByRole('menuitem', { name: 'Theme: dark' }).waitFor();
    expect(await violationsNow(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Theme: dark' }).click();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await page.reload();
    await page.getByText('invoice-service').waitFor();
    await expect.poll(background).toBe(dark);
    await context.close();
  });
});
