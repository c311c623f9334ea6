/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { recorded } from './observed.ts';
import { strict } from './strict.ts';

export class Notification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body'>
{
  static readonly shown: Notification[] = [];
  static isSupported = (): boolean => true;

  title: string;
  body: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
    return strict<this>(this, 'Notification');
  }

  show(): void {
    Notification.shown.push(this);
    recorded((into) => into.notifications.push({ title: this.title, body: this.body }));
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}
