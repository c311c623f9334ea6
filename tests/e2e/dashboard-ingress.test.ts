// Domains of a project and the ingress of a host in the dashboard.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { localHost } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { makeIngress } from '../support/dashboard/ingress-world.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';
import { isFocused } from './keyboard.ts';

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
beforeEach(() => {
  world.ingress.domains.length = 0;
  world.ingress.ingresses.clear();
  world.ingress.findings.clear();
  world.failures.clear();
});
afterEach(() => context?.close());

const axe = () => violationsNow(page);
const lastInput = (path: string) => dashboard.server.fake.calls.findLast((call) => call.path === path)?.input;

describe('domains of a project', () => {
  beforeEach(async () => {
    ({ page, context, complaints } = await dashboard.open('/projects/1/settings'));
    await page.getByRole('heading', { name: 'Domains' }).waitFor();
  });
  const dialog = () => page.getByRole('dialog');
  const name = () => dialog().getByRole('textbox', { name: 'Name', exact: true });
  const row = (hostName: string) =>
    page.getByRole('table', { name: 'Domains' }).getByRole('row').filter({ hasText: hostName });

  it('are added by keyboard, checked, and say what is wrong with a name', async () => {
    await page.getByRole('button', { name: 'Add domain…' }).focus();
    await page.keyboard.press('Enter');
    await isFocused(name());
    expect(await axe()).toEqual([]);
    await page.keyboard.type('shop.example.com');
    await dialog().getByRole('checkbox', { name: 'Ask for a name and a password' }).check();
    await dialog().getByRole('textbox', { name: 'User' }).fill('ada');
    await dialog().getByLabel('Password', { exact: true }).fill('short');
    await page.keyboard.press('Enter');
    await dialog().getByText('At least 8 characters.', { exact: true }).waitFor();
    await dialog().getByLabel('Password', { exact: true }).fill('correct horse');
    await page.keyboard.press('Enter');
    await row('shop.example.com').waitFor();
    expect(lastInput('domains.create')).toMatchObject({
      hostName: 'shop.example.com',
      pathPrefix: '/',
      tls: 'auto',
      auth: { user: 'ada', password: 'correct horse' },
    });

    world.ingress.findings.set('shop.example.com', {
      dns: {
        status: 'elsewhere',
        addresses: ['203.0.113.9'],
        problem: 'shop.example.com leads to 203.0.113.9, and not to the ingress of This machine.',
      },
      certificate: {
        status: 'waiting',
        issuer: null,
        expiresAt: null,
        problem: 'It is asked for when the name leads here.',
      },
    });
    await page.getByRole('button', { name: 'Check shop.example.com' }).click();
    await row('leads elsewhere').getByText('leads to 203.0.113.9').waitFor();
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Remove shop.example.com' }).click();
    await page.getByRole('button', { name: 'Remove the domain' }).click();
    await page.getByText('No domain of its own').waitFor();
    expect(complaints).toEqual([]);
  });

  it('that belong to another project are refused beside the name', async () => {
    world.failures.set(
      'domains.create',
      new AppError('DOMAIN_TAKEN', { domain: 'shop.example.com', project: 'other' }, { field: 'hostName' }),
    );
    await page.getByRole('button', { name: 'Add domain…' }).click();
    await isFocused(name());
    await page.keyboard.type('shop.example.com');
    await page.keyboard.press('Enter');
    await dialog().getByText('shop.example.com belongs to the project other already.').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });
});

describe('the ingress of a host', () => {
  const panel = () => page.getByRole('region', { name: 'Ingress' });
  beforeEach(async () => {
    const error = new AppError('INGRESS_PORT_TAKEN', { port: 80, host: localHost.name }).toBody();
    world.ingress.ingresses.set(
      localHost.id,
      makeIngress(localHost.id, { status: 'unavailable', program: 'traefik', error }),
    );
    ({ page, context, complaints } = await dashboard.open(`/hosts/${localHost.id}`));
    await panel().getByText('not available').waitFor();
  });

  it('says why there is none, is given other ports, and installed', async () => {
    await panel()
      .getByText(/Port 80 .* is used by another program/)
      .waitFor();
    expect(await axe()).toEqual([]);
    await panel().getByRole('button', { name: 'Edit…' }).click();
    await page.getByRole('textbox', { name: 'HTTP port' }).fill('0');
    await page.getByText('A number from 1 to 65535.').waitFor();
    expect(await axe()).toEqual([]);
    await page.getByRole('textbox', { name: 'HTTP port' }).fill('8080');
    await page.keyboard.press('Enter');
    await panel().getByText('8080 and 443').waitFor();
    expect(lastInput('ingress.update')).toMatchObject({ httpPort: 8080, httpsPort: 443, driver: null, isPublic: null });
    await panel().getByRole('button', { name: 'Try again' }).click();
    await panel().getByText('running', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('is removed when it was said what goes with it', async () => {
    await panel().getByRole('button', { name: 'Remove the ingress…' }).click();
    await page.getByText('every name and domain of the applications there').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the ingress' }).click();
    await panel().getByText('not installed').waitFor();
  });
});
