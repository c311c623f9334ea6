// The stand-in itself: it must refuse what it does not have, or a pass on it would mean nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHttp, toHttp } from '../support/electron/addresses.ts';
import { launchElectron } from '../support/electron/launch.ts';
import { makeWire } from '../support/electron/wire.ts';

describe('a program on the stand-in', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'tried', version: '1.2.3', type: 'module', main: 'main.js' }),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(code: string): Promise<{ readonly exitCode: number | null; readonly output: string }> {
    writeFileSync(
      join(folder, 'main.js'),
      `import * as electron from 'electron';
       const { app, BrowserWindow, Menu, Tray, protocol, nativeTheme, dialog } = electron;
       app.setPath('userData', ${JSON.stringify(folder)});
       const fail = (error) => { console.log(String(error)); app.exit(7); };
       const attempt = async () => { ${code} };
       attempt().then(() => app.exit(0), fail);`,
    );
    const { exited, output } = launchElectron({ folder, args: [] });
    return { exitCode: await exited, output: output() };
  }

  it.each([
    ['app.dock', 'app.dock.bounce()'],
    ['nativeTheme.inForcedColorsMode', 'nativeTheme.inForcedColorsMode'],
    ['dialog.showSaveDialogSync', 'dialog.showSaveDialogSync({})'],
    ['Tray.setPressedImage', "new Tray('icon.png').setPressedImage('x')"],
    ['BrowserWindow.setOpacity', 'await app.whenReady(); new BrowserWindow({}).setOpacity(0.5)'],
    ['webContents.printToPDF', 'await app.whenReady(); await new BrowserWindow({}).webContents.printToPDF({})'],
  ])('is told that %s is not there', async (member, code) => {
    const { exitCode, output } = await run(code);
    expect(output).toContain(`electron stand-in: ${member} is not there`);
    expect(exitCode).toBe(7);
  });

  it.each([
    ['makes a window before the app is ready', 'new BrowserWindow({})', 'before app is ready'],
    [
      'turns the sandbox off',
      'await app.whenReady(); new BrowserWindow({ webPreferences: { sandbox: false } })',
      'sandboxed',
    ],
    [
      'registers a scheme too late',
      'await app.whenReady(); protocol.registerSchemesAsPrivileged([])',
      'before app is ready',
    ],
    ['makes a menu item of nothing', 'Menu.buildFromTemplate([{}])', 'a menu item needs'],
  ])('fails when it %s', async (_what, code, said) => {
    const { exitCode, output } = await run(code);
    expect(output).toContain(said);
    expect(exitCode).toBe(7);
  });

  it('knows its version and its arguments', async () => {
    const { exitCode, output } = await run('console.log(app.getName(), app.getVersion(), process.argv.length)');
    expect(output).toContain('tried 1.2.3 2');
    expect(exitCode).toBe(0);
  });
});

describe('what crosses between page and main process', () => {
  const { encode, decode } = makeWire();
  const roundTrip = (value: unknown) =>
    decode(JSON.parse(JSON.stringify(encode(value))) as Parameters<typeof decode>[0]);

  it.each([
    [undefined],
    [null],
    [Number.NaN],
    [Number.NEGATIVE_INFINITY],
    [12n],
    [new Date(5)],
    [new Map([['a', new Set([1, undefined])]])],
    [{ $: 'object', v: [{ nested: [new Uint8Array([0, 255])] }] }],
  ])('%s comes out as it went in', (value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it('refuses what structured clone refuses', () => {
    expect(() => encode({ run: () => 1 })).toThrow('could not be cloned');
  });
});

describe('addresses of own schemes', () => {
  it.each([
    ['app://minipaas/', 'http://minipaas.app.electron.localhost/'],
    ['app://minipaas/a/b.js?c=d#e', 'http://minipaas.app.electron.localhost/a/b.js?c=d#e'],
  ])('%s is shown as %s', (own, shown) => {
    expect(toHttp(own)).toBe(shown);
    expect(fromHttp(shown)).toBe(own);
  });

  it('leaves all others alone', () => {
    for (const address of ['https://example.com/', 'about:blank', 'data:text/html,x']) {
      expect(toHttp(address)).toBe(address);
      expect(fromHttp(address)).toBe(address);
    }
  });
});
