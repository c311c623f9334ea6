// The built dashboard in a real browser, on the real listener, over a world in memory.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../patience.ts';
import { startTestListener, type TestListener } from '../test-listener.ts';
import type { World } from './world.ts';

const root = join(import.meta.dirname, '../../..');
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Dashboard {
  readonly server: TestListener;
  readonly browser: Browser;
  /** A logged-in page; what its console complains about is collected. */
  open(
    path?: string,
    options?: BrowserContextOptions,
  ): Promise<{ page: Page; context: BrowserContext; complaints: string[] }>;
  close(): Promise<void>;
}

export async function startDashboard(world: World): Promise<Dashboard> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), 'renderer'], { cwd: root });
  const server = await startTestListener({
    fake: world.fake,
    files: { dashboard: join(root, 'dist/renderer'), landing: join(root, 'resources/landing.html') },
  });
  const profile = mkdtempSync(join(tmpdir(), 'minipaas-chromium-'));
  const browser = await chromium.launch({
    executablePath: process.env['MINIPAAS_CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
    env: { ...process.env, TMPDIR: profile },
  });
  return {
    server,
    browser,
    async open(path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      await page.goto(`${server.url}/auth/local?token=${server.identity.issueLoginLink().token}`);
      if (path !== '/') await page.goto(`${server.url}/#${path}`);
      return { page, context, complaints };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
