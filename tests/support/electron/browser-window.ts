/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { changed } from './observed.ts';
import { openPage, type WindowPage } from './window-page.ts';
import { isReady } from './ready.ts';
import { strict } from './strict.ts';
import { preventable, WebContents } from './web-contents.ts';

export class BrowserWindow
  extends EventEmitter
  implements
    Pick<
      Electron.BrowserWindow,
      | 'id'
      | 'loadURL'
      | 'show'
      | 'hide'
      | 'focus'
      | 'close'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isFocused'
      | 'isMinimized'
      | 'isMaximized'
      | 'maximize'
      | 'minimize'
      | 'restore'
      | 'setTitle'
      | 'getTitle'
      | 'getBounds'
      | 'getNormalBounds'
    >
{
  private static count = 0;
  static readonly open: BrowserWindow[] = [];
  /** Set by `app`, which knows what the last window's end means. */
  static onLastClosed: () => void = () => undefined;

  static getAllWindows = (): BrowserWindow[] => [...BrowserWindow.open];
  static getFocusedWindow = (): BrowserWindow | null => BrowserWindow.open.find((window) => window.isFocused()) ?? null;

  readonly id: number;
  readonly contents = new WebContents();
  readonly webContents = this.contents.self();
  private readonly page: Promise<WindowPage>;
  private readonly bounds: Electron.Rectangle;
  private title: string;
  private visible: boolean;
  private focused = false;
  private minimized = false;
  private maximized = false;
  private gone = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { nodeIntegration, contextIsolation, sandbox, webviewTag, preload } = options.webPreferences ?? {};
    if (nodeIntegration === true || contextIsolation === false || sandbox === false || webviewTag === true) {
      throw new Error('electron stand-in: only sandboxed, isolated windows are here');
    }
    BrowserWindow.count += 1;
    this.id = BrowserWindow.count;
    this.title = options.title ?? 'Electron';
    this.visible = options.show !== false;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.page = openPage({ contents: this.contents, bounds: this.bounds, preload });
    this.page.then(
      ({ page }) => {
        page.once('domcontentloaded', () => this.emit('ready-to-show'));
        page.on('close', () => this.destroy());
      },
      (error: unknown) => {
        process.stderr.write(`electron stand-in: no page for the window: ${String(error)}\n`);
      },
    );
    // A program sees the object that throws for what is not here; so does everything that lists windows.
    const self = strict<this>(this, 'BrowserWindow');
    BrowserWindow.open.push(self);
    changed();
    return self;
  }

  async loadURL(url: string): Promise<void> {
    await (await this.page).load(url);
    changed();
  }

  show(): void {
    this.visible = true;
    this.emit('show');
    changed();
  }

  hide(): void {
    this.visible = false;
    this.focused = false;
    this.emit('hide');
    changed();
  }

  focus(): void {
    for (const window of BrowserWindow.open) window.focused = false;
    this.focused = true;
    this.emit('focus');
    changed();
  }

  minimize(): void {
    this.minimized = true;
    this.focused = false;
    this.emit('minimize');
  }

  restore(): void {
    this.minimized = false;
    this.visible = true;
    this.emit('restore');
  }

  maximize(): void {
    this.maximized = true;
    this.emit('maximize');
  }

  isVisible = (): boolean => this.visible && !this.gone;
  isFocused = (): boolean => this.focused;
  isMinimized = (): boolean => this.minimized;
  isMaximized = (): boolean => this.maximized;
  isDestroyed = (): boolean => this.gone;
  getTitle = (): string => this.title;
  getBounds = (): Electron.Rectangle => ({ ...this.bounds });
  getNormalBounds = (): Electron.Rectangle => ({ ...this.bounds });

  setTitle(title: string): void {
    this.title = title;
    changed();
  }

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.gone) return;
    this.gone = true;
    const at = BrowserWindow.open.findIndex((window) => window.id === this.id);
    BrowserWindow.open.splice(at, 1);
    this.contents.destroy();
    void this.page.then(({ page }) => page.close()).catch(() => undefined);
    this.emit('closed');
    if (BrowserWindow.open.length === 0) BrowserWindow.onLastClosed();
    changed();
  }
}
