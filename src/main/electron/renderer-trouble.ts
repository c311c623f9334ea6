// When the page dies or hangs, the control plane goes on: the person is asked whether to load the page again.
import { type BrowserWindow, dialog } from 'electron';

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

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    void ask(`The dashboard stopped working (${reason}).`, 'Quit miniPaaS').then((answer) => {
      if (answer === 'reload') window.webContents.reload();
      else if (answer === 'other') quit();
    });
  });
  window.on('unresponsive', () => {
    void ask('The dashboard does not respond.', 'Wait').then((answer) => {
      if (answer === 'reload') window.webContents.reload();
    });
  });
}
