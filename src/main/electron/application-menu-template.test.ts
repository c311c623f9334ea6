import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { applicationMenu, type MenuActions, type MenuState } from './application-menu-template.ts';

const state = (platform: NodeJS.Platform, more: Partial<MenuState> = {}): MenuState => ({
  platform,
  isPackaged: true,
  theme: 'system',
  isClosedToTray: true,
  areNotificationsOn: true,
  isListenerOn: false,
  ...more,
});

function recorded() {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...args: unknown[]) => {
      // What Electron passes along with a click is of no interest.
      calls.push([name, ...args.filter((argument) => argument !== undefined)]);
    };
  const names = [
    'open',
    'deployFolder',
    'setTheme',
    'setClosedToTray',
    'setNotifications',
    'setListener',
    'openDataFolder',
    'openDocumentation',
    'about',
    'quit',
  ];
  const actions = Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as MenuActions;
  return { calls, actions };
}

/** All items of a menu and of the menus below. */
function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}
const click = ({ click: act }: MenuItemConstructorOptions) => act?.(undefined as never, undefined, undefined as never);

describe('applicationMenu', () => {
  it.each(['darwin', 'linux', 'win32'] as const)('offers the same on %s, wherever it stands', (platform) => {
    const { calls, actions } = recorded();
    flat(applicationMenu(state(platform), actions)).forEach(click);
    const told = calls.map((call) => call.join(' '));
    expect(new Set(told)).toEqual(
      new Set([
        'about',
        'deployFolder',
        'open hosts',
        'open newProject',
        'open projects',
        'open queue',
        'open settings',
        'openDataFolder',
        'openDocumentation',
        'quit',
        'setClosedToTray false',
        'setListener true',
        'setNotifications false',
        'setTheme dark',
        'setTheme light',
        'setTheme system',
      ]),
    );
    expect(told).toHaveLength(16);
  });

  it('begins with the application’s own menu on macOS only', () => {
    const first = (platform: NodeJS.Platform) => applicationMenu(state(platform), recorded().actions)[0]?.label;
    expect(first('darwin')).toBe('miniPaaS');
    expect(first('linux')).toBe('&File');
  });

  it('ticks what is on', () => {
    const items = flat(applicationMenu(state('linux', { theme: 'dark', isListenerOn: true }), recorded().actions));
    const ticked = items.filter(({ checked }) => checked === true).map(({ label }) => label);
    expect(ticked).toEqual([
      'Keep Running When the Window Is Closed',
      'Notify When a Deployment Ends',
      'Serve the Dashboard over HTTP',
      'Dark',
    ]);
  });

  it('gives no two items one key', () => {
    for (const platform of ['darwin', 'linux'] as const) {
      const keys = flat(applicationMenu(state(platform), recorded().actions)).flatMap(
        ({ accelerator }) => accelerator ?? [],
      );
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('shows developer tools only to developers', () => {
    const roles = (isPackaged: boolean) =>
      flat(applicationMenu(state('linux', { isPackaged }), recorded().actions)).map(({ role }) => role);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
  });
});
