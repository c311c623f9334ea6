import { app, type BrowserWindow, dialog } from 'electron';
import { toErrorBody } from '../../contract/app-error.ts';
import { join } from 'node:path';
import { type FolderPurpose, folderWords } from './folder-purpose.ts';
import { openExternally } from './guards.ts';
import { startFailure } from './start-failure.ts';

/** Null when the person thought better of it. */
export async function chooseFolder(window: BrowserWindow, purpose: FolderPurpose): Promise<string | null> {
  const { title, button } = folderWords(purpose);
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    buttonLabel: button,
    properties: ['openDirectory', 'createDirectory'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** What the page downloads goes where the person says, proposed under their downloads. */
export function askWhereToSave(window: BrowserWindow): void {
  window.webContents.session.on('will-download', (_event, item) => {
    item.setSaveDialogOptions({ title: 'Save', defaultPath: join(app.getPath('downloads'), item.getFilename()) });
  });
}

export function showStartFailure(error: unknown): void {
  const { title, content } = startFailure(error);
  dialog.showErrorBox(title, content);
}

export async function showProblem(window: BrowserWindow, error: unknown): Promise<void> {
  const { message, hint } = toErrorBody(error);
  await dialog.showMessageBox(window, { type: 'error', message, detail: hint });
}

export async function showAbout(window: BrowserWindow): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'info',
    title: 'About miniPaaS',
    message: `miniPaaS ${app.getVersion()}`,
    detail: `Electron ${process.versions['electron'] ?? '-'}, Node ${process.versions.node}`,
  });
}

export async function showListenerAddress(window: BrowserWindow, url: string, loginUrl: () => string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    message: `The dashboard is served at ${url}`,
    detail: 'Whoever opens it there must log in first.',
    buttons: ['OK', 'Open in Browser'],
    defaultId: 0,
    cancelId: 0,
  });
  // A link of its own for each click: it logs whoever follows it in, once.
  if (response === 1) await openExternally(loginUrl());
}
