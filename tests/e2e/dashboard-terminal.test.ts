// Terminals and opened ports in the dashboard: typed into, sized, left and found again, ended; by keyboard; readable in both themes.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { localHost, sshHost } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';
import { tabTo } from './keyboard.ts';
import { terminalOf } from './pages/terminal-page.ts';

describe('ways in', () => {
  let world: World;
  let dashboard: Dashboard;
  let page: Page;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    world = createWorld();
    fillWorld(world);
    world.hosts = [localHost, sshHost];
    dashboard = await startDashboard(world);
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => world.failures.clear());
  afterEach(() => context?.close());
  const axe = () => violationsNow(page);
  const open = async (path: string, options = {}) => {
    ({ page, context, complaints } = await dashboard.open(path, options));
    return terminalOf(page);
  };
  const close = async () => {
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('It was closed.').first().waitFor();
  };

  it.each(['light', 'dark'] as const)('shows colours that can be read, %s', async (colorScheme) => {
    const terminal = await open('/projects/1/terminal', { colorScheme });
    expect(await axe()).toEqual([]);
    await terminal.open();
    await terminal.type('ls --color');
    await terminal.shows('node_modules  package.json  broken  server.js');
    expect(await axe()).toEqual([]);
    await close();
    expect(await axe()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('tells the shell its size, and again when the window changes', async () => {
    const terminal = await open('/projects/1/terminal');
    await terminal.open();
    await expect.poll(() => world.waysIn.sizes.at(-1)?.columns).toBeGreaterThan(100);
    const wide = world.waysIn.sizes.at(-1)?.columns ?? 0;
    await page.setViewportSize({ width: 700, height: 700 });
    await expect.poll(() => world.waysIn.sizes.at(-1)?.columns).toBeLessThan(wide);
    await close();
  });

  it('goes on while another page is looked at, is found again after a reload, and answers nothing twice', async () => {
    const terminal = await open('/projects/1/terminal');
    await terminal.open();
    await terminal.type('echo before');
    await terminal.shows('before');
    // What a program asks of its terminal: who are you?
    world.waysIn.say('\u001b[c');
    await expect.poll(() => world.waysIn.typed.join('')).toContain('\u001b[?1;2c');
    const answers = () => world.waysIn.typed.filter((text) => text.includes('\u001b[?1;2c')).length;
    const asked = answers();

    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    world.waysIn.say('said meanwhile\r\n');
    await page.getByRole('link', { name: 'Terminal', exact: true }).click();
    await terminal.shows('said meanwhile');
    await page.reload();
    await terminal.shows('said meanwhile');
    await terminal.type('echo after');
    await terminal.shows('after');
    expect(answers()).toBe(asked);
    await close();
  });

  it('says how it ended, and opens another', async () => {
    const terminal = await open('/projects/1/terminal');
    await terminal.open();
    await terminal.type('exit');
    await page.getByText('The shell ended with code 0.').first().waitFor();
    // The keys are the page's again.
    await page.locator('button:focus', { hasText: 'Open another' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await terminal.shows(/^shop:\/app\$\s*$/);
    await terminal.type('echo again');
    await terminal.shows('again');
    await close();
  });

  it('says why there is none', async () => {
    await open('/projects/1/terminal');
    world.failures.set('terminals.open', new AppError('TERMINAL_NO_SHELL', { name: 'shop' }));
    await page.getByRole('button', { name: 'Open a terminal' }).click();
    await page.getByText('neither bash nor sh is in it').waitFor();
    expect(await axe()).toEqual([]);
    await page.goto(`${dashboard.server.url}/#/projects/8/terminal`);
    await page.getByText('It does not run now.').waitFor();
    expect(await page.getByRole('button', { name: 'Open a terminal' }).count()).toBe(0);
  });

  it('is opened, left and closed by keyboard alone; keys of the page are the shell’s', async () => {
    const terminal = await open('/projects/1/terminal');
    await page.getByRole('button', { name: 'Open a terminal' }).waitFor();
    await tabTo(page, 'button', /^Open a terminal$/);
    await page.keyboard.press('Enter');
    await terminal.shows('shop:/app$');
    const before = world.waysIn.typed.length;
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Tab');
    await page.keyboard.press('?');
    await expect.poll(() => world.waysIn.typed.slice(before).join('')).toBe('\u000b\t?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+m');
    await page.keyboard.press('Enter');
    await page.getByText('It was closed.').first().waitFor();
  });

  it('keeps its text for a screen reader when asked', async () => {
    const terminal = await open('/projects/1/terminal');
    await terminal.open();
    await page.getByRole('checkbox', { name: 'For a screen reader' }).check();
    // The screen is another one then, which takes what is typed once it has drawn what there was.
    await page.locator('.xterm-accessibility').getByText('shop:/app$').first().waitFor();
    await terminal.type('echo aloud');
    await page.locator('.xterm-accessibility').getByText('aloud').first().waitFor();
    expect(await axe()).toEqual([]);
    await page.reload();
    expect(await page.getByRole('checkbox', { name: 'For a screen reader' }).isChecked()).toBe(true);
    await close();
  });

  it('opens a shell and ports of a host', async () => {
    const terminal = await open(`/hosts/${sshHost.id}/terminal`);
    await terminal.open();
    await terminal.type('echo on the host');
    await terminal.shows('on the host');
    await page.getByRole('button', { name: 'Open a port…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a port' });
    expect(await axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('Enter a port from 1 to 65535.').waitFor();
    await dialog.getByLabel('Port', { exact: true }).fill('5432');
    await dialog.getByLabel('Address').fill('db.internal');
    await dialog.getByLabel('Port here').fill('15432');
    await page.keyboard.press('Enter');
    const row = page.getByRole('table', { name: 'Opened ports' }).getByRole('row').filter({ hasText: 'db.internal' });
    await row.getByText('127.0.0.1:15432').waitFor();
    expect(await axe()).toEqual([]);
    await row.getByRole('button', { name: 'Close port 5432' }).click();
    await row.waitFor({ state: 'hidden' });
    await page.locator('button:focus', { hasText: 'Open a port…' }).waitFor();
    await close();
    await page.goto(`${dashboard.server.url}/#/hosts/${localHost.id}/terminal`);
    await page.getByText('This is the machine that miniPaaS runs on.').waitFor();
    expect(await axe()).toEqual([]);
  });

  it('opens a port of a project, and shows what goes through it and what does not', async () => {
    await open('/projects/1');
    await page.getByRole('button', { name: 'Open a port…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a port' });
    await dialog.getByLabel('Port', { exact: true }).fill('5432');
    world.failures.set(
      'forwards.open',
      new AppError('LOCAL_PORT_TAKEN', { port: 5432, problem: 'another program uses it' }, { field: 'localPort' }),
    );
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('another program uses it').waitFor();
    world.failures.clear();
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    const row = page.getByRole('table', { name: 'Opened ports' }).getByRole('row').filter({ hasText: 'port 5432' });
    await row.getByText('not used yet').waitFor();
    const [forward] = world.waysIn.forwards;
    if (forward === undefined) throw new Error('No port is opened.');
    world.waysIn.forwards[0] = {
      ...forward,
      openConnections: 1,
      totalConnections: 3,
      failedConnections: 1,
      bytesSent: 2048,
      bytesReceived: 4_194_304,
      error: new AppError('FORWARD_REFUSED', { target: 'shop', port: 5432 }).toBody(),
    };
    world.fake.hub.publish({ type: 'forwards' });
    await row.getByText('1 open of 3 connections, 1 failed · 2 KB sent, 4 MB received').waitFor();
    await row.getByText('Nothing listens on port 5432 of shop.').waitFor();
    expect(await axe()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
