// The one window. It is made once and hidden when closed to the tray, so that what a person was looking at stays there.
import { BrowserWindow, type Rectangle, screen } from 'electron';
import type { Preferences } from './preferences.ts';
import { RENDERER_ORIGIN } from './renderer-files.ts';
import { MINIMUM_SIZE, windowBounds } from './window-bounds.ts';

export interface MainWindow {
  readonly window: BrowserWindow;
  /** Brings it to the front, from the tray too. */
  show(): void;
  /** Brings it to the front with this page of the dashboard, once the page can take it. */
  open(address: string): void;
  /** The page listens for addresses now; one that was asked for before is handed over. */
  pageIsListening(): void;
}

export interface MainWindowOptions {
  readonly preferences: Preferences;
  readonly preloadFile: string;
  readonly iconFile: string;
  /** False while the program runs on without its window. */
  readonly mayClose: () => boolean;
  readonly onHiddenToTray: () => void;
}

/** Channel on which the page is told what to show; the preload listens on it. */
export const OPEN_CHANNEL = 'minipaas:open';

export function createMainWindow({
  preferences,
  preloadFile,
  iconFile,
  mayClose,
  onHiddenToTray,
}: MainWindowOptions): MainWindow {
  const window = new BrowserWindow({
    ...windowBounds(preferences.get('bounds'), workAreas()),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'miniPaaS',
    icon: iconFile,
    show: false,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  if (preferences.get('isMaximized')) window.maximize();

  let isListening = false;
  let pending: string | null = null;

  const show = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const remember = (): void => {
    preferences.set('isMaximized', window.isMaximized());
    preferences.set('bounds', window.getNormalBounds());
  };

  window.once('ready-to-show', show);
  // A new document is there, whose script has not run yet.
  window.webContents.on('did-navigate', () => {
    isListening = false;
  });
  window.on('close', (event) => {
    remember();
    if (mayClose()) return;
    event.preventDefault();
    window.hide();
    onHiddenToTray();
  });
  // A page that cannot be loaded is told by `did-fail-load`, to which renderer-trouble.ts listens.
  window.loadURL(`${RENDERER_ORIGIN}/`).catch(() => undefined);

  return {
    window,
    show,
    open(address) {
      show();
      if (isListening) window.webContents.send(OPEN_CHANNEL, address);
      else pending = address;
    },
    pageIsListening() {
      isListening = true;
      if (pending !== null) window.webContents.send(OPEN_CHANNEL, pending);
      pending = null;
    },
  };
}

function workAreas(): Rectangle[] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id);
  return [main, ...others].map((display) => display.workArea);
}
