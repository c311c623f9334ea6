/// <reference types="electron" />
// A window's page as the main process sees it: messages both ways, navigation that can be refused, ports.
import { EventEmitter } from 'node:events';
import type { CDPSession, Page } from 'playwright-core';
import { fromHttp } from './addresses.ts';
import { changed } from './observed.ts';
import { ipcMain } from './ipc-main.ts';
import { MessageChannelMain, type PortMain } from './message-port.ts';
import type { MainMessage, PageMessage } from './page/preload-electron.ts';
import { defaultSession } from './session.ts';
import { strict } from './strict.ts';
import { makeWire } from './wire.ts';

const { encode, decode } = makeWire();
/** Numbers of ports that the main process sends; those of the page begin at 1. */
const FIRST_MAIN_PORT = 1_000_000;

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export class WebContents
  extends EventEmitter
  implements
    Pick<
      Electron.WebContents,
      'id' | 'send' | 'postMessage' | 'setWindowOpenHandler' | 'getURL' | 'isDestroyed' | 'reload'
    >
{
  private static count = 0;
  /** Set by `app`, which tells the program. */
  static onCreated: (contents: Electron.WebContents) => void = () => undefined;

  readonly id: number;
  readonly session = defaultSession;
  readonly mainFrame: Electron.WebFrameMain;
  private page: Page | null = null;
  private cdp: CDPSession | null = null;
  private openHandler: OpenHandler | null = null;
  private context = Promise.withResolvers<number>();
  private currentContext = 0;
  private outbox: MainMessage[] = [];
  private readonly ports = new Map<number, PortMain>();
  private lastPort = FIRST_MAIN_PORT;
  private isGone = false;

  constructor() {
    super();
    WebContents.count += 1;
    this.id = WebContents.count;
    const urlOf = (): string => this.getURL();
    this.mainFrame = strict(
      {
        get url() {
          return urlOf();
        },
        parent: null,
      },
      'WebFrameMain',
    ) as unknown as Electron.WebFrameMain;
    WebContents.onCreated(this.self());
  }

  attach(page: Page, cdp: CDPSession): void {
    this.page = page;
    this.cdp = cdp;
  }

  /** A new document is there, and its preload runs in this execution context. */
  enterContext(id: number): void {
    this.dropPorts();
    this.currentContext = id;
    this.context.resolve(id);
    this.context = Promise.withResolvers();
    this.context.resolve(id);
    this.emit('did-navigate', {}, this.getURL(), 200, 'OK');
  }

  leaveContext(id: number): void {
    if (id !== this.currentContext) return;
    this.dropPorts();
    this.context = Promise.withResolvers();
  }

  getURL(): string {
    return fromHttp(this.page?.url() ?? '');
  }

  send(channel: string, ...args: unknown[]): void {
    void this.toPage({ t: 'send', channel, args: args.map(encode), ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    const ports = (transfer as unknown as PortMain[]).map((port) => {
      this.lastPort += 1;
      this.adopt(this.lastPort, port);
      return this.lastPort;
    });
    void this.toPage({ t: 'send', channel, args: [encode(message)], ports });
  }

  async toPage(message: MainMessage): Promise<void> {
    this.outbox.push(message);
    if (this.outbox.length > 1) return; // The one before it takes this one along.
    const contextId = await this.context.promise;
    const batch = this.outbox;
    this.outbox = [];
    const expression = `__electronFromMain(${JSON.stringify(batch)})`;
    // The page may be gone by now, and its messages with it.
    await this.cdp?.send('Runtime.evaluate', { contextId, expression }).catch(() => undefined);
  }

  fromPage(message: PageMessage): void {
    switch (message.t) {
      case 'invoke':
        void this.answer(message);
        return;
      case 'send':
        ipcMain.emit(message.channel, this.event(message.ports), ...message.args.map(decode));
        return;
      case 'port':
        this.ports.get(message.id)?.peer?.deliver(decode(message.data));
        return;
      case 'port-closed':
        this.ports.get(message.id)?.close();
        this.ports.delete(message.id);
    }
  }

  private async answer({ id, channel, args }: Extract<PageMessage, { t: 'invoke' }>): Promise<void> {
    try {
      const event = this.event([]) as unknown as Electron.IpcMainInvokeEvent;
      const value = await ipcMain.dispatch(event, channel, args.map(decode));
      await this.toPage({ t: 'reply', id, ok: true, value: encode(value) });
    } catch (error) {
      await this.toPage({ t: 'reply', id, ok: false, error: String(error) });
    }
  }

  private event(ports: readonly number[]) {
    const received = ports.map((id) => {
      const channel = new MessageChannelMain();
      this.adopt(id, channel.port1);
      return channel.port2;
    });
    const members = {
      sender: this.self(),
      senderFrame: this.mainFrame,
      frameId: 1,
      processId: 1,
      type: 'frame',
      ports: received,
    };
    return strict(members, 'IpcMainEvent');
  }

  private adopt(id: number, port: PortMain): void {
    this.ports.set(id, port);
    const end = {
      post: (data: ReturnType<typeof encode>) => void this.toPage({ t: 'port', id, data }),
      closed: () => void this.toPage({ t: 'port-closed', id }),
    };
    port.moveTo(end, encode);
  }

  private dropPorts(): void {
    const ports = [...this.ports.values()];
    this.ports.clear();
    for (const port of ports) port.close();
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  /** Chromium closes the new page in any case; a handler that lets one open has no window here. */
  windowOpened(url: string): void {
    const details = {
      url,
      frameName: '',
      features: '',
      disposition: 'foreground-tab' as const,
      referrer: { url: '', policy: 'default' as const },
    };
    if (this.openHandler === null || this.openHandler(details).action !== 'deny') {
      throw new Error('electron stand-in: a page opened a window; only windows made by the main process are here');
    }
  }

  /** True when a listener refuses that the page goes there. */
  isNavigationRefused(url: string): boolean {
    const details = preventable({ url, isMainFrame: true, isSameDocument: false });
    this.emit('will-frame-navigate', details);
    if (!details.defaultPrevented) this.emit('will-navigate', details, url);
    return details.defaultPrevented;
  }

  reload(): void {
    void this.page?.reload().catch(() => undefined);
  }

  isDestroyed(): boolean {
    return this.isGone;
  }

  destroy(): void {
    this.isGone = true;
    this.dropPorts();
    this.emit('destroyed');
    changed();
  }

  /** The object a program gets, which throws for members that are not here. */
  private proxy: Electron.WebContents | null = null;
  self(): Electron.WebContents {
    this.proxy ??= strict(this, 'webContents') as unknown as Electron.WebContents;
    return this.proxy;
  }
}

export function preventable<T extends object>(details: T): T & { defaultPrevented: boolean; preventDefault(): void } {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
