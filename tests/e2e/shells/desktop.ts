// The built desktop bundle on the stand-in for Electron, and the page of its window.
import { repositoryRoot } from '../../support/build.ts';
import { type ElectronProcess, launchElectron } from '../../support/electron/launch.ts';
import { makeDataFolder, removeInstallation } from './data-folder.ts';
import { type Shell, testEnvironment } from './shell.ts';

export interface DesktopShell extends Shell {
  readonly electron: ElectronProcess;
}

type Env = Readonly<Record<string, string>>;

export const startDesktop = (dataDir: string, args: readonly string[] = [], env: Env = {}): ElectronProcess =>
  launchElectron({
    folder: repositoryRoot,
    args: ['--data-dir', dataDir, ...args],
    env: { ...testEnvironment, ...env },
  });

/** With the data folder of a desktop that was quit, it is that one again. Its window is shown when this resolves. */
export async function openDesktopShell(dataDir = makeDataFolder('desktop'), env: Env = {}): Promise<DesktopShell> {
  const electron = startDesktop(dataDir, ['--port', '0'], env);
  const close = async (): Promise<void> => {
    const code = await electron.quit();
    await removeInstallation(dataDir);
    if (code !== 0) throw new Error(`The desktop did not stop cleanly (${code}):\n${electron.output()}`);
  };
  try {
    const page = await electron.page();
    // The program shows it in its own time: whoever closes it before would see it come up again.
    await electron.until('the window', ({ windows }) => windows[0]?.isVisible === true);
    return { kind: 'desktop', electron, page, dataDir, output: electron.output, close };
  } catch (error) {
    await close();
    throw error;
  }
}
