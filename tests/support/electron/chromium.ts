// The browser whose pages are the windows. A test attaches to it through the debugging port and drives the same pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../patience.ts';

/** Without the background services of a browser, which would all ask for hosts that a test has no business with. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--allow-file-access-from-files',
];

export const chromiumPath = (): string => process.env['CHROMIUM'] ?? '/usr/bin/chromium';

let context: BrowserContext | null = null;
/** Pages that are windows; every other that appears is closed at once. */
const own = new Set<Page>();
let isOpening = 0;

/** One browser for the whole process, with its profile where Electron would keep it. */
export async function startChromium(profile: string): Promise<void> {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    viewport: null,
    acceptDownloads: true,
    args: [...CHROMIUM_FLAGS, '--remote-debugging-port=0'],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  for (const page of context.pages()) own.add(page);
  context.on('page', (page) => {
    if (isOpening === 0 && !own.has(page)) void page.close().catch(() => undefined);
  });
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  process.send?.({ debugPort: Number(port) });
}

export async function newPage(): Promise<Page> {
  if (context === null) throw new Error('Cannot create a window before app is ready');
  isOpening += 1;
  try {
    const page = await context.newPage();
    own.add(page);
    return page;
  } finally {
    isOpening -= 1;
  }
}

export async function stopChromium(): Promise<void> {
  await context?.close();
  context = null;
}
