/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BrowserWindow } from './browser-window.ts';
import { startChromium, stopChromium } from './chromium.ts';
import { becomeReady, isReady } from './ready.ts';
import { takeSingleInstanceLock } from './single-instance.ts';
import { strict } from './strict.ts';
import { preventable, WebContents } from './web-contents.ts';

class App
  extends EventEmitter
  implements
    Pick<
      Electron.App,
      | 'isPackaged'
      | 'whenReady'
      | 'isReady'
      | 'quit'
      | 'exit'
      | 'getPath'
      | 'setPath'
      | 'getAppPath'
      | 'getVersion'
      | 'getName'
      | 'setName'
      | 'requestSingleInstanceLock'
      | 'setAppUserModelId'
      | 'setAboutPanelOptions'
      | 'showAboutPanel'
    >
{
  readonly isPackaged = false;
  private readonly paths = new Map<string, string>();
  private readonly appPath = resolve(process.argv[1] ?? '.');
  private readonly manifest = JSON.parse(readFileSync(join(this.appPath, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly productName?: string;
    readonly version: string;
  };
  private name = this.manifest.productName ?? this.manifest.name;
  private ready: Promise<void> | undefined;
  private isQuitting = false;

  whenReady(): Promise<void> {
    this.ready ??= this.becomeReady();
    return this.ready;
  }

  private async becomeReady(): Promise<void> {
    await startChromium(join(this.getPath('userData'), 'Chromium'));
    becomeReady();
    this.emit('ready', {}, {});
  }

  isReady = isReady;

  quit(): void {
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.isQuitting = true;
    for (const window of BrowserWindow.getAllWindows()) {
      window.close();
      if (!window.isDestroyed()) {
        this.isQuitting = false;
        return;
      }
    }
    const will = preventable({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    this.emit('quit', {}, code);
    const end = (): never => process.exit(code);
    stopChromium().then(end, end);
  }

  /** The last window was closed by a person. */
  lastWindowClosed(): void {
    if (this.isQuitting) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  getPath(name: string): string {
    const known = this.paths.get(name);
    if (known !== undefined) return known;
    const path =
      name === 'userData' ? mkdtempSync(join(tmpdir(), 'electron-stand-in-')) : join(this.getPath('userData'), name);
    this.paths.set(name, path);
    return path;
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set '${name}' path`);
    this.paths.set(name, path);
  }

  getAppPath = (): string => this.appPath;
  getVersion = (): string => this.manifest.version;
  getName = (): string => this.name;
  setName = (name: string): void => {
    this.name = name;
  };
  setAppUserModelId = (_id: string): void => undefined;
  setAboutPanelOptions = (_options: Electron.AboutPanelOptionsOptions): void => undefined;
  showAboutPanel = (): void => undefined;

  requestSingleInstanceLock(): boolean {
    return takeSingleInstanceLock(this.getPath('userData'), (argv, cwd) =>
      this.emit('second-instance', {}, argv, cwd, null),
    );
  }
}

const instance = new App();
WebContents.onCreated = (contents) => void instance.emit('web-contents-created', {}, contents);
BrowserWindow.onLastClosed = () => instance.lastWindowClosed();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => instance.quit());

/** Becomes ready by itself, once the main file has run. */
export const app = strict(instance, 'app');
setImmediate(() => void instance.whenReady());
