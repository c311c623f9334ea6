// When the page dies, hangs or cannot be loaded, the control plane goes on: the person is asked whether to load the page again.
import { type BrowserWindow, dialog } from 'electron';

/** Chromium's number for a navigation that another one took the place of. */
const ABORTED = -3;

export function offerReload(window: BrowserWindow, quit: () => void): void {
  let isAsking = false;
  const ask = async (message: string, other: string): Promise<'reload' | 'other' | 'none'> => {
    if (isAsking) return 'none';
    isAsking = true;
    try {
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        message,
        detail: 'Deployments and running applications are not affected.',
        buttons: ['Reload', other],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      });
      return response === 0 ? 'reload' : 'other';
    } finally {
      isAsking = false;
    }
  };

  const reloadOrQuit = (message: string): void => {
    if (window.isDestroyed()) return;
    window.show();
    void ask(message, 'Quit miniPaaS').then((answer) => {
      if (answer === 'reload') window.webContents.reload();
      else if (answer === 'other') quit();
    });
  };

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') reloadOrQuit(`The dashboard stopped working (${reason}).`);
  });
  window.webContents.on('did-fail-load', (_event, code, description) => {
    if (code !== ABORTED) reloadOrQuit(`The dashboard cannot be shown (${description}).`);
  });
  window.on('unresponsive', () => {
    void ask('The dashboard does not respond.', 'Wait').then((answer) => {
      if (answer === 'reload') window.webContents.reload();
    });
  });
}
