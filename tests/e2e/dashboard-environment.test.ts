// The Environment tab's ways to change many variables at once, in a real browser: by keyboard and with axe.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';

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

const axe = () => violationsNow(page);
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
    await expect.poll(() => area.inputValue()).toContain('STRIPE_SECRET_KEY=••••••••');
    const text = await area.inputValue();
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

  it('rotates a secret at once, and says what happens', async () => {
    await page.getByRole('button', { name: 'Rotate STRIPE_SECRET_KEY' }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByLabel('New value').fill('sk_new');
    await look('rotate');
    expect(await axe()).toEqual([]);
    await page.keyboard.press('Tab');
    await dialog().getByRole('button', { name: 'Rotate', exact: true }).press('Enter');
    await page.getByText(/STRIPE_SECRET_KEY has its new value\. Deployment \d+ brings it/).waitFor();
    expect(lastInput('environment.rotate')).toMatchObject({ value: 'sk_new' });
    // And what it was before.
    await page.getByRole('button', { name: 'Rotate STRIPE_SECRET_KEY' }).press('Enter');
    await dialog().getByRole('button', { name: 'Back to the former value' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('keeps a secret that is not entered anew when it is said when it is used', async () => {
    await page.getByRole('button', { name: 'Edit STRIPE_SECRET_KEY' }).press('Enter');
    await dialog().getByLabel('There for').selectOption('build');
    await look('scope');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Save' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(lastInput('environment.setOptions')).toMatchObject({ scope: 'build' });
  });

  it('delivers a secret as a file, whose value changes without a release', async () => {
    await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
    await dialog().getByLabel('Name').fill('TLS_KEY');
    await dialog().getByLabel('Value').fill('first');
    await dialog().getByRole('checkbox', { name: 'Secret' }).press('Space');
    await dialog().getByLabel('Delivered as').selectOption('file');
    await dialog()
      .getByText(/reads \/run\/secrets\/TLS_KEY, whose path is in TLS_KEY_FILE/)
      .waitFor();
    await dialog().getByLabel('Sent when it changes').selectOption('SIGHUP');
    await look('file');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Save' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(lastInput('environment.set')).toMatchObject({ key: 'TLS_KEY', delivery: 'file', signal: 'SIGHUP' });
    await page.getByText('file, SIGHUP').waitFor();
    await look('file-tab');

    // It waits for a release, or for somebody who does not.
    await page.getByRole('button', { name: 'Rotate TLS_KEY' }).press('Enter');
    await dialog()
      .getByText(/is sent SIGHUP; it is neither restarted nor released anew/)
      .waitFor();
    await look('file-rotate');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Apply the stored value' }).press('Enter');
    await page.getByText('The file of TLS_KEY has its new value, and SIGHUP was sent.').waitFor();

    // What was stored and did not get there is said, with the way on.
    const problem = 'The engine is away.';
    world.failures.set('environment.rotate', new AppError('SECRET_FILES_NOT_UPDATED', { names: ['TLS_KEY'], problem }));
    await page.getByRole('button', { name: 'Rotate TLS_KEY' }).press('Enter');
    await dialog().getByRole('button', { name: 'Apply the stored value' }).waitFor({ state: 'detached' });
    await dialog().getByLabel('New value').fill('second');
    await dialog().getByRole('button', { name: 'Rotate', exact: true }).press('Enter');
    await dialog().getByText('TLS_KEY has its new value, but the application does not: The engine is away.').waitFor();
    await look('file-failed');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Apply the stored value' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(lastInput('environment.apply')).toMatchObject({ id: expect.any(Number) as number });
    // Any other secret is edited as before.
    await page.getByRole('button', { name: 'Edit TLS_KEY' }).press('Enter');
    await dialog().getByLabel('Delivered as').selectOption('variable');
    await dialog().getByLabel('Sent when it changes').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Save' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(lastInput('environment.setOptions')).toMatchObject({ delivery: 'variable' });
    expect(complaints).toEqual([]);
  });

  it('takes over a shared secret', async () => {
    await choose('Use a shared secret…');
    await dialog().getByLabel('Shared secret').selectOption('SENTRY_DSN');
    await look('use-shared');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Use it' }).press('Enter');
    await page.getByText('shared: SENTRY_DSN').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('secrets beyond one project, under Settings', () => {
  it('are rotated in sight of how far it got, and gone on with', async () => {
    await page.goto(page.url().replace('/projects/1/environment', '/settings'));
    const table = page.getByRole('table', { name: 'Shared secrets' });
    await table.getByText(/stopped at/).waitFor();
    await table.scrollIntoViewIfNeeded();
    await look('shared');
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Rotate SMTP_PASSWORD' }).press('Enter');
    await dialog().getByText('535 login refused').waitFor();
    await look('rotate-shared');
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Try again from there' }).press('Enter');
    await dialog().getByText('535 login refused').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add a shared secret…' }).press('Enter');
    await dialog().getByLabel('Name').fill('S3_KEY');
    await dialog().getByLabel('Value').fill('canary');
    await dialog().getByRole('button', { name: 'Add it' }).press('Enter');
    await table.getByText('S3_KEY').waitFor();
    expect(complaints).toEqual([]);
  });

  it('are logins of registries, which are refused beside the password', async () => {
    await page.goto(page.url().replace('/projects/1/environment', '/settings'));
    await page.getByRole('button', { name: 'Log in to a registry…' }).press('Enter');
    await dialog().getByRole('textbox', { name: 'Registry' }).fill('registry.example.com:5000');
    await dialog().getByLabel('User').fill('ada');
    await dialog().getByLabel('Password or access token').fill('wrong');
    await dialog().getByRole('button', { name: 'Log in' }).press('Enter');
    await dialog()
      .getByText(/does not let ada in/)
      .waitFor();
    await look('registry');
    expect(await axe()).toEqual([]);
    await dialog().getByLabel('Password or access token').fill('right');
    await dialog().getByRole('button', { name: 'Log in' }).press('Enter');
    await page.getByRole('table', { name: 'Registries' }).getByText('registry.example.com:5000').waitFor();
    await page.getByRole('button', { name: 'Log out of registry.example.com:5000' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Log out' }).press('Enter');
    await page.getByText('Logged out of registry.example.com:5000.').waitFor();
  });
});
