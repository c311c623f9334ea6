// The Environment tab's ways to change many variables at once, in a real browser: by keyboard and with axe.
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';

let world: World;
let dashboard: Dashboard;
let page: Page;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  world = createWorld();
  fillWorld(world);
  dashboard = await startDashboard(world);
});
afterAll(() => dashboard?.close());
beforeEach(async () => {
  world.failures.clear();
  ({ page, context, complaints } = await dashboard.open('/projects/1/environment'));
  await page.getByText('STRIPE_SECRET_KEY').first().waitFor();
});
afterEach(() => context?.close());

const axe = async () => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
};
const choose = async (name: string) => {
  await page.getByRole('button', { name: 'More for variables' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name }).focus();
  await page.keyboard.press('Enter');
};
const dialog = () => page.getByRole('dialog');
const lastInput = (path: string) => dashboard.server.fake.calls.findLast((call) => call.path === path)?.input;
const look = async (name: string) => {
  const folder = process.env['PICTURES'];
  if (folder === undefined) return;
  for (const [width, height] of [
    [1280, 800],
    [1024, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
};

describe('the Environment tab', () => {
  it('shows what the next release changes, and who changed what', async () => {
    await page.getByRole('table', { name: 'Who changed what' }).waitFor();
    await page.getByRole('heading', { name: 'What the next release changes' }).waitFor();
    await look('tab');
    expect(await axe()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('edits all variables as one text, with what changes shown first', async () => {
    await choose('Edit as text…');
    const area = dialog().getByLabel('All variables');
    const text = await area.inputValue();
    expect(text).toContain('STRIPE_SECRET_KEY=••••••••');
    await area.fill(`${text}nonsense\n`);
    await dialog().getByRole('button', { name: 'Show what would change' }).click();
    expect(await dialog().getByRole('button', { name: 'Correct the text first' }).isDisabled()).toBe(true);
    await area.fill(`${text.replace(/^PORT=.*\n/m, '')}NEW_TOKEN=1\n`);
    await dialog().getByRole('button', { name: 'Show what would change' }).click();
    await dialog().getByRole('checkbox', { name: 'NEW_TOKEN is secret' }).waitFor();
    await look('edit');
    expect(await axe()).toEqual([]);
    world.failures.set('environment.edit', new AppError('ENV_CHANGED', {}));
    await dialog()
      .getByRole('button', { name: /^Apply/ })
      .click();
    await dialog().getByText('changed by somebody else').waitFor();
    world.failures.clear();
    await dialog()
      .getByRole('button', { name: /^Apply/ })
      .click();
    await dialog().waitFor({ state: 'hidden' });
    await page.getByRole('table', { name: 'Variables', exact: true }).getByText('NEW_TOKEN').waitFor();
    expect(lastInput('environment.edit')).toMatchObject({ id: 1 });
    expect((lastInput('environment.edit') as { secretKeys: string[] }).secretKeys).toContain('NEW_TOKEN');
  });

  it('sets the variables of a template, and says which input is missing', async () => {
    await choose('From a template…');
    await dialog().getByRole('button', { name: 'Set variables' }).click();
    await dialog().getByText('Host is needed').waitFor();
    await look('template');
    expect(await axe()).toEqual([]);
    await dialog().getByLabel('Template').selectOption('rails');
    await dialog().getByText('Generated when left empty.').waitFor();
    await dialog().getByRole('button', { name: 'Set variables' }).click();
    await page.getByRole('table', { name: 'Variables', exact: true }).getByText('SECRET_KEY_BASE').waitFor();
  });

  it('exports to a file, secrets only when asked', async () => {
    await choose('Export…');
    await dialog().getByRole('button', { name: 'Download' }).waitFor();
    await look('export');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('checkbox', { name: 'With secrets' }).check();
    const downloading = page.waitForEvent('download');
    await dialog().getByRole('button', { name: 'Download' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('variables.env');
    expect(await readFile(await file.path(), 'utf8')).toContain('STRIPE_SECRET_KEY=sk_live_51Hx0');
    expect(lastInput('environment.export')).toEqual({ id: 1, format: 'env', includeSecrets: true });
  });

  it('shows and hides all secrets', async () => {
    const table = page.getByRole('table', { name: 'Variables', exact: true });
    await choose('Show all secrets');
    await table.getByText('sk_live_51Hx0').first().waitFor();
    await choose('Hide all secrets');
    await table.getByText('sk_live_51Hx0').first().waitFor({ state: 'detached' });
  });

  it('refuses a file in UTF-16 by its name', async () => {
    await page.getByRole('button', { name: 'Import .env…' }).click();
    const buffer = Buffer.from('A=1\n', 'utf16le');
    await dialog().getByLabel('Choose a file').setInputFiles({ name: 'windows.env', mimeType: 'text/plain', buffer });
    await dialog().getByText('windows.env: the file is UTF-16 without a byte order mark.').waitFor();
    expect(await dialog().getByLabel('Text').inputValue()).toBe('');
  });
});
