/// <reference types="electron" />
import { EventEmitter } from 'node:events';
import { type Menu, observed } from './menu.ts';
import { changed, observe } from './observed.ts';
import { strict } from './strict.ts';

export class Tray
  extends EventEmitter
  implements Pick<Electron.Tray, 'setToolTip' | 'destroy' | 'isDestroyed' | 'setImage'>
{
  static current: Tray | null = null;

  toolTip = '';
  menu: Menu | null = null;
  private gone = false;

  constructor(_image: Electron.NativeImage | string) {
    super();
    Tray.current = this;
    changed();
    return strict<this>(this, 'Tray');
  }

  setToolTip(toolTip: string): void {
    this.toolTip = toolTip;
    changed();
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
    changed();
  }

  setImage(_image: Electron.NativeImage | string): void {}

  destroy(): void {
    this.gone = true;
    Tray.current = null;
    changed();
  }

  isDestroyed(): boolean {
    return this.gone;
  }
}

observe({
  tray: () => {
    const tray = Tray.current;
    return tray === null ? null : { toolTip: tray.toolTip, menu: tray.menu === null ? null : observed(tray.menu) };
  },
});
