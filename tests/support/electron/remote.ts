// Lets the test that started this process act as the person and the system around it.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { assertNever } from '../../../src/contract/assert-never.ts';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { answerDialog } from './dialog.ts';
import { getApplicationMenu, pick } from './menu.ts';
import type { Command, FetchAnswer, ToChild } from './messages.ts';
import { setSystemDark } from './native-theme.ts';
import { Notification } from './notification.ts';
import { observe } from './observed.ts';
import { fetchOwn } from './protocol.ts';
import { defaultSession } from './session.ts';
import { Tray } from './tray.ts';

observe({
  windows: () =>
    BrowserWindow.getAllWindows().map((window) => ({
      title: window.getTitle(),
      url: window.contents.getURL(),
      isVisible: window.isVisible(),
      bounds: window.getBounds(),
    })),
});

if (process.send !== undefined) {
  process.on('message', (message: ToChild) => void obey(message));
  // A test that died leaves no window behind.
  process.on('disconnect', () => app.quit());
}

async function obey({ id, command }: ToChild): Promise<void> {
  try {
    process.send?.({ id, value: await perform(command) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

async function perform(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'answerDialog':
      return answerDialog(command.answer);
    case 'pickMenu':
      return pick(getApplicationMenu(), command.path);
    case 'pickTray':
      return pick(Tray.current?.menu ?? null, command.path);
    case 'clickTray':
      return void Tray.current?.emit('click');
    case 'clickNotification':
      return void Notification.shown[command.index]?.emit('click');
    case 'closeWindow':
      return firstWindow().close();
    case 'crashPage':
      return void firstWindow().contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    case 'setSystemDark':
      return setSystemDark(command.isDark);
    case 'learnPaths':
      return learnPaths(command.paths);
    case 'askPermission':
      return defaultSession.isGranted(command.permission, command.origin);
    case 'fetch':
      return fetchAnswer(command.url, command.method);
    case 'quit':
      return app.quit();
    default:
      return assertNever(command);
  }
}

function firstWindow(): BrowserWindow {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) throw new Error('There is no window.');
  return window;
}

async function learnPaths(paths: readonly string[]): Promise<void> {
  const known = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => [`${basename(path)}:${(await stat(path)).size}`, path]),
  );
  await firstWindow().contents.toPage({ t: 'paths', paths: known });
}

async function fetchAnswer(url: string, method: string): Promise<FetchAnswer> {
  const response = await fetchOwn(new Request(url, { method }));
  if (response === null) throw new Error(`No handler for ${url}`);
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}
