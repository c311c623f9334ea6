// The desktop shell: one process for each data folder, which starts the control plane and shows it in a window.
import { app } from 'electron';
import { join } from 'node:path';
import type { DesktopControlPlane } from './control-plane.ts';
import { createDesktop } from './desktop.ts';
import { desktopArguments } from './desktop-arguments.ts';
import { showStartFailure } from './dialogs.ts';
import { guardAllPages } from './guards.ts';
import { quitCleanly } from './quit.ts';
import { registerRendererScheme, serveRenderer } from './renderer-protocol.ts';

export interface RunDesktopOptions<O extends { readonly dataDir: string }> {
  readonly argv: readonly string[];
  /** Throws VALIDATION_FAILED. */
  readonly parse: (args: readonly string[]) => O;
  readonly start: (options: O) => Promise<DesktopControlPlane>;
}

/** Never rejects: what goes wrong is shown, and ends the process with 1. */
export async function runDesktop<O extends { readonly dataDir: string }>(run: RunDesktopOptions<O>): Promise<void> {
  registerRendererScheme();
  try {
    await start(run);
  } catch (error) {
    await app.whenReady();
    showStartFailure(error);
    app.exit(1);
  }
}

async function start<O extends { readonly dataDir: string }>({
  argv,
  parse,
  start: startControlPlane,
}: RunDesktopOptions<O>) {
  const options = parse(desktopArguments(argv, app.isPackaged));
  // Beside the data it belongs to, so that each data folder has a window, preferences and an instance of its own.
  app.setPath('userData', join(options.dataDir, 'desktop'));
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const quitting = quitCleanly();
  await app.whenReady();
  guardAllPages();
  serveRenderer(join(app.getAppPath(), 'dist', 'renderer'));

  const starting = startControlPlane(options);
  // Whoever quits at once waits for the start as well: half a control plane cannot be stopped.
  quitting.onQuit(() =>
    starting.then(
      (started) => started.close(),
      () => undefined,
    ),
  );
  const controlPlane = await starting;
  const desktop = createDesktop({ controlPlane, dataDir: options.dataDir, isQuitting: quitting.isQuitting });
  quitting.onQuit(desktop.close);
  app.on('second-instance', desktop.show);
  app.on('activate', desktop.show);
}
