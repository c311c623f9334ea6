// The desktop shell: one process for each data folder, which starts the control plane and shows it in a window.
import { app } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import { endOnCrash } from '../app/crash-reports.ts';
import { type ControlPlane, startControlPlane } from '../app/control-plane.ts';
import { parseOptions, usage } from '../app/options.ts';
import { createDesktop } from './desktop.ts';
import { desktopArguments } from './desktop-arguments.ts';
import { showStartFailure } from './dialogs.ts';
import { guardAllPages } from './guards.ts';
import { quitCleanly } from './quit.ts';
import { registerRendererScheme, serveRenderer } from './renderer-protocol.ts';

/** Takes the process's own arguments. Never rejects: what goes wrong is shown, and ends the process with 1. */
export async function runDesktop(argv: readonly string[]): Promise<void> {
  registerRendererScheme();
  try {
    await start(argv);
  } catch (error) {
    await app.whenReady();
    showStartFailure(error);
    app.exit(1);
  }
}

async function start(argv: readonly string[]): Promise<void> {
  const options = parseOptions(desktopArguments(argv, app.isPackaged), process.env);
  if (options.showHelp || options.showVersion) {
    process.stdout.write(options.showHelp ? usage : `miniPaaS ${app.getVersion()}\n`);
    app.exit(0);
    return;
  }
  app.setPath('userData', makeOwnFolder(options.dataDir));
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const quitting = quitCleanly();
  await app.whenReady();
  guardAllPages();
  let started: ControlPlane | null = null;
  serveRenderer(join(app.getAppPath(), 'dist', 'renderer'), () => started?.volumeContent ?? null);

  const starting = startControlPlane(options);
  // Whoever quits at once waits for the start as well: half a control plane cannot be stopped.
  quitting.onQuit(() =>
    starting.then(
      (opened) => opened.close(),
      () => undefined,
    ),
  );
  const controlPlane = await starting;
  started = controlPlane;
  // Electron would show a box with the stack and go on with half a control plane.
  quitting.onQuit(endOnCrash(controlPlane, (code) => app.exit(code)));
  const desktop = createDesktop({ controlPlane, dataDir: options.dataDir, isQuitting: quitting.isQuitting });
  quitting.onQuit(desktop.close);
  app.on('second-instance', desktop.show);
  app.on('activate', desktop.show);
  if (options.isDemo) quitting.onQuit(deployDemo(controlPlane));
}

/** Beside the data it belongs to, so that each data folder has a window, preferences and an instance of its own. */
function makeOwnFolder(dataDir: string): string {
  const folder = join(dataDir, 'desktop');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('DATA_DIR_UNUSABLE', { dataDir, problem }, { cause: error });
  }
}

/** Returns the function that gives it up. What goes wrong is told by the dashboard, on the project's page. */
function deployDemo(controlPlane: ControlPlane): () => void {
  const ending = new AbortController();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  controlPlane.deployDemo(say, ending.signal).then(
    (address) => say(`The sample application is running: ${address}`),
    (error: unknown) => {
      if (!ending.signal.aborted) controlPlane.log.warn('The sample application was not deployed', { error });
    },
  );
  return () => ending.abort(new Error('miniPaaS was stopped.'));
}
