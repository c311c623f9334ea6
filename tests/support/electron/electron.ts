/// <reference types="electron" />
// A stand-in for Electron's main-process module: our real main and preload bundles run on plain Node, and their windows
// are pages of a real Chromium. The parts are checked against electron.d.ts; what is not here throws by name. It shows
// that our wiring is right. It does not show that Electron runs it: see docs/desktop.md.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog } from './dialog.ts';
import { ipcMain as ipc } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { MessageChannelMain } from './message-port.ts';
import { nativeTheme } from './native-theme.ts';
import { Notification } from './notification.ts';
import { nativeImage, screen } from './picture.ts';
import { protocol } from './protocol.ts';
import './remote.ts';
import { session } from './session.ts';
import { shell } from './shell.ts';
import { strict } from './strict.ts';
import { Tray } from './tray.ts';

const ipcMain = strict(ipc, 'ipcMain');

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  Tray,
} satisfies { readonly [Name in keyof typeof Electron.CrossProcessExports]?: unknown };

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  Tray,
};
export default strict(electron, 'electron');
