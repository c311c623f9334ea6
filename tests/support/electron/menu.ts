/// <reference types="electron" />
import type { ObservedItem, ObservedMenu } from './messages.ts';
import { recorded } from './observed.ts';
import { strict } from './strict.ts';

interface Item {
  readonly options: Electron.MenuItemConstructorOptions;
  readonly submenu: Menu | null;
}

export class Menu {
  readonly entries: readonly Item[];

  private constructor(template: readonly Electron.MenuItemConstructorOptions[]) {
    this.entries = template.map((options) => {
      if (options.role === undefined && options.label === undefined && options.type !== 'separator') {
        throw new Error('electron stand-in: a menu item needs a label, a role or to be a separator');
      }
      return { options, submenu: Array.isArray(options.submenu) ? new Menu(options.submenu) : null };
    });
  }

  static buildFromTemplate(template: readonly Electron.MenuItemConstructorOptions[]): Menu {
    return strict(new Menu(template), 'Menu');
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
    recorded((into) => {
      into.menu = menu === null ? null : observed(menu);
    });
  }
}

let applicationMenu: Menu | null = null;
export const getApplicationMenu = (): Menu | null => applicationMenu;

/** Labels are compared without the mark of their access key. */
const plain = ({ options }: Item): string => options.label?.replace('&', '') ?? options.role ?? '';

export function observed(menu: Menu): ObservedMenu {
  const item = (entry: Item): ObservedItem => ({
    label: plain(entry),
    role: entry.options.role ?? null,
    isEnabled: entry.options.enabled !== false,
    isChecked: entry.options.checked === true,
    accelerator: entry.options.accelerator ?? null,
    submenu: entry.submenu === null ? null : observed(entry.submenu),
  });
  return { items: menu.entries.map(item) };
}

/** What a person's click does. Roles do nothing here: they are the system's own. */
export function pick(menu: Menu | null, path: readonly string[]): void {
  let entries = menu?.entries ?? [];
  for (const [depth, label] of path.entries()) {
    const entry = entries.find((candidate) => plain(candidate) === label);
    if (entry === undefined) throw new Error(`No menu item "${label}" among: ${entries.map(plain).join(', ')}`);
    if (entry.options.enabled === false) throw new Error(`The menu item "${label}" is disabled.`);
    if (depth < path.length - 1) entries = entry.submenu?.entries ?? [];
    else entry.options.click?.(entry as never, undefined, {});
  }
}
