// The built desktop bundle on the stand-in for Electron, and the page of its window.
import { repositoryRoot } from '../../support/build.ts';
import { type ElectronProcess, launchElectron } from '../../support/electron/launch.ts';
import { makeDataFolder, removeInstallation } from './data-folder.ts';
import { type Shell, testEnvironment } from './shell.ts';

export interface DesktopShell extends Shell {
  readonly electron: ElectronProcess;
}

export const startDesktop = (dataDir: string, args: readonly string[] = []): ElectronProcess =>
  launchElectron({ folder: repositoryRoot, args: ['--data-dir', dataDir, ...args], env: testEnvironment });

/** With the data folder of a desktop that was quit, it is that one again. */
export async function openDesktopShell(dataDir = makeDataFolder('desktop')): Promise<DesktopShell> {
  const electron = startDesktop(dataDir, ['--port', '0']);
  const close = async (): Promise<void> => {
    const code = await electron.quit();
    await removeInstallation(dataDir);
    if (code !== 0) throw new Error(`The desktop did not stop cleanly (${code}):\n${electron.output()}`);
  };
  try {
    return { kind: 'desktop', electron, page: await electron.page(), dataDir, output: electron.output, close };
  } catch (error) {
    await close();
    throw error;
  }
}
