// Draws the icons in resources/icons from their SVG sources, with a Chromium: `node scripts/icons.ts` after a change.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { icns, ico, type Picture } from './icons/containers.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'icons');
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Sizes that desktops on Linux look for; electron-builder takes them from the file names. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

async function draw(browser: Browser, name: string, sizes: readonly number[]): Promise<Picture[]> {
  const svg = await readFile(join(folder, name), 'utf8');
  const page = await browser.newPage();
  const pictures: Picture[] = [];
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    pictures.push({ size, png: await page.screenshot({ omitBackground: true }) });
  }
  await page.close();
  return pictures;
}

const write = (name: string, bytes: Buffer): Promise<void> => writeFile(join(folder, name), bytes);
const only = (pictures: readonly Picture[], sizes: readonly number[]): Picture[] =>
  pictures.filter(({ size }) => sizes.includes(size));
const one = (pictures: readonly Picture[], size: number): Buffer => {
  const picture = pictures.find((candidate) => candidate.size === size);
  if (picture === undefined) throw new Error(`no picture of ${size} pixels was drawn`);
  return picture.png;
};

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-color-profile=srgb'],
});
try {
  const app = await draw(browser, 'icon.svg', APP_SIZES);
  const tray = await draw(browser, 'tray.svg', [16, 20, 24, 32]);
  const template = await draw(browser, 'tray-template.svg', [16, 32]);
  await mkdir(join(folder, 'linux'), { recursive: true });
  await Promise.all([
    write('icon.png', one(app, 512)),
    write('icon.ico', ico(only(app, WINDOWS_SIZES))),
    write('icon.icns', icns(app)),
    ...only(app, LINUX_SIZES).map(({ size, png }) => write(join('linux', `${size}x${size}.png`), png)),
    write('tray.png', one(tray, 24)),
    write('tray.ico', ico(tray)),
    write('trayTemplate.png', one(template, 16)),
    write('trayTemplate@2x.png', one(template, 32)),
  ]);
} finally {
  await browser.close();
}
