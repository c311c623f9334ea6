// The application menu as data: one template for macOS, whose first menu is the application's, and the others.
import type { MenuItemConstructorOptions } from 'electron';
import type { Theme } from './preferences.ts';

export interface MenuState {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly theme: Theme;
  readonly isClosedToTray: boolean;
  readonly areNotificationsOn: boolean;
  readonly isListenerOn: boolean;
}

export type Page = 'projects' | 'queue' | 'hosts' | 'settings' | 'newProject';

export interface MenuActions {
  readonly open: (page: Page) => void;
  readonly deployFolder: () => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setClosedToTray: (isOn: boolean) => void;
  readonly setNotifications: (isOn: boolean) => void;
  readonly setListener: (isOn: boolean) => void;
  readonly openDataFolder: () => void;
  readonly openDocumentation: () => void;
  readonly about: () => void;
  readonly quit: () => void;
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };
const THEMES: readonly { readonly theme: Theme; readonly label: string }[] = [
  { theme: 'system', label: 'As the System' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
];

export function applicationMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = state.platform === 'darwin';
  const quit: MenuItemConstructorOptions = { label: 'Quit miniPaaS', accelerator: 'CmdOrCtrl+Q', click: actions.quit };
  const about: MenuItemConstructorOptions = { label: 'About miniPaaS', click: actions.about };
  const settings: MenuItemConstructorOptions = page('Settings', 'settings', 'CmdOrCtrl+,');

  function page(label: string, name: Page, accelerator: string): MenuItemConstructorOptions {
    return { label, accelerator, click: () => actions.open(name) };
  }

  return [
    ...(isMac
      ? [
          {
            label: 'miniPaaS',
            submenu: [
              about,
              SEPARATOR,
              settings,
              ...preferences(state, actions),
              SEPARATOR,
              { role: 'services' as const },
              SEPARATOR,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              SEPARATOR,
              quit,
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        page('New Project…', 'newProject', 'CmdOrCtrl+N'),
        { label: 'Deploy Folder…', accelerator: 'CmdOrCtrl+O', click: actions.deployFolder },
        SEPARATOR,
        ...(isMac ? [] : [settings, ...preferences(state, actions), SEPARATOR]),
        { label: 'Close Window', role: 'close' },
        ...(isMac ? [] : [quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        page('Projects', 'projects', 'CmdOrCtrl+1'),
        page('Queue', 'queue', 'CmdOrCtrl+2'),
        page('Hosts', 'hosts', 'CmdOrCtrl+3'),
        SEPARATOR,
        { label: 'Theme', submenu: themes(state, actions) },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        SEPARATOR,
        { role: 'reload' },
        ...(state.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Documentation', click: actions.openDocumentation },
        { label: 'Show Data Folder', click: actions.openDataFolder },
        ...(isMac ? [] : [SEPARATOR, about]),
      ],
    },
  ];
}

function preferences(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    toggle('Keep Running When the Window Is Closed', state.isClosedToTray, actions.setClosedToTray),
    toggle('Notify When a Deployment Ends', state.areNotificationsOn, actions.setNotifications),
    toggle('Serve the Dashboard over HTTP', state.isListenerOn, actions.setListener),
  ];
}

function toggle(label: string, isOn: boolean, set: (isOn: boolean) => void): MenuItemConstructorOptions {
  return { label, type: 'checkbox', checked: isOn, click: () => set(!isOn) };
}

function themes(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  return THEMES.map(({ theme, label }) => ({
    label,
    type: 'radio',
    checked: theme === state.theme,
    click: () => actions.setTheme(theme),
  }));
}
