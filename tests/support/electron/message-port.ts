/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import type { Wire } from './wire.ts';

type Encoded = ReturnType<Wire['encode']>;

/** The other end of a port that was sent to a page. */
export interface PageEnd {
  post(data: Encoded): void;
  closed(): void;
}

export class PortMain
  extends EventEmitter
  implements Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close' | 'on' | 'once' | 'off'>
{
  peer: PortMain | null = null;
  private pageEnd: { readonly end: PageEnd; readonly encode: Wire['encode'] } | null = null;
  /** Messages wait here until `start`. */
  private waiting: Electron.MessageEvent[] | null = [];
  private isClosed = false;

  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('electron stand-in: a port cannot be sent through a port yet');
    this.peer?.deliver(message);
  }

  deliver(data: unknown): void {
    if (this.pageEnd !== null) {
      this.pageEnd.end.post(this.pageEnd.encode(data));
      return;
    }
    const event: Electron.MessageEvent = { data: structuredClone(data), ports: [] };
    if (this.waiting === null) setImmediate(() => this.emit('message', event));
    else this.waiting.push(event);
  }

  start(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const event of waiting) setImmediate(() => this.emit('message', event));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.pageEnd?.end.closed();
    this.pageEnd = null;
    this.emit('close');
    this.peer?.close();
  }

  /** This end now lies in a page. */
  moveTo(end: PageEnd, encode: Wire['encode']): void {
    this.pageEnd = { end, encode };
  }
}

export class MessageChannelMain {
  readonly port1 = new PortMain();
  readonly port2 = new PortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
