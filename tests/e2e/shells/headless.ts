// `node dist/main/headless.js` as users start it, and a browser that follows the printed login link.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { repositoryRoot } from '../../support/build.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../support/electron/chromium.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { makeDataFolder, removeInstallation } from './data-folder.ts';
import { readPrinted } from './printed.ts';
import { type Shell, testEnvironment, VIEWPORT } from './shell.ts';

export interface HeadlessProcess {
  readonly dataDir: string;
  readonly baseUrl: string;
  /** Works once. */
  readonly loginLink: string;
  readonly browser: Browser;
  output(): string;
  /** A browser that nobody is logged in with. */
  newContext(): Promise<BrowserContext>;
  close(): Promise<void>;
}

export async function startHeadless(args: readonly string[] = []): Promise<HeadlessProcess> {
  const dataDir = makeDataFolder('headless');
  const main = join(repositoryRoot, 'dist', 'main', 'headless.js');
  const child = spawn(process.execPath, [main, '--port', '0', '--data-dir', dataDir, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...testEnvironment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = readPrinted(child);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await printed.exited;
    await removeInstallation(dataDir);
  };
  try {
    const baseUrl = (await printed.find(/miniPaaS is ready: (\S+)/)).replace(/\/$/, '');
    const loginLink = await printed.find(/https?:\/\/\S+\/auth\/local\?token=\S+/);
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
    return {
      dataDir,
      baseUrl,
      loginLink,
      browser,
      output: printed.all,
      async newContext() {
        const context = await browser.newContext({ viewport: VIEWPORT });
        context.setDefaultTimeout(PATIENCE_MS);
        return context;
      },
      async close() {
        await browser.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export async function openHeadlessShell(): Promise<Shell> {
  const headless = await startHeadless();
  const context = await headless.newContext();
  const page = await context.newPage();
  await page.goto(headless.loginLink);
  return { kind: 'headless', page, dataDir: headless.dataDir, output: headless.output, close: headless.close };
}
