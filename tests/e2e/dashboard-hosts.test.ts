// Hosts over SSH in the dashboard: added after their key was compared, refused with the reason beside the stage, removed.
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { localHost, sshHost } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { connectHost } from '../support/dashboard/host-changes.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { tabTo } from './keyboard.ts';

const key = {
  host: 'web.example',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s',
};
const unknownKey = () => new AppError('HOST_KEY_UNKNOWN', key, { field: 'hostKeyFingerprint', details: key });
const refused = () =>
  new AppError(
    'SSH_LOGIN_REFUSED',
    { host: 'web.example', user: 'deploy', tried: ['password'], accepted: ['publickey'] },
    { field: 'user' },
  );

describe('hosts', () => {
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
    world.hosts = [localHost];
    world.failures.clear();
    ({ page, context, complaints } = await dashboard.open('/hosts'));
    await page.getByText('overlay2').waitFor();
  });
  afterEach(() => context?.close());

  const dialog = () => page.getByRole('dialog', { name: 'Add host' });
  const stage = (name: string) => dialog().getByRole('listitem').filter({ hasText: name });
  const lastInput = (path: string) => dashboard.server.fake.calls.findLast((call) => call.path === path)?.input;
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const axe = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
  };

  it('asks about a key that is not known, sends what was trusted, and shows the host connecting, then connected', async () => {
    world.failures.set('hosts.test', unknownKey());
    await page.getByRole('button', { name: 'Add host' }).click();
    await dialog().getByLabel('Address').fill('web.example');
    await dialog().getByLabel('Name').fill('Web');
    await dialog().getByRole('button', { name: 'Test' }).click();
    await stage('Host key').getByText(key.fingerprint).waitFor();
    await stage('Host key').getByText('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub').waitFor();
    await stage('Login').getByText('not reached').waitFor();
    expect(await axe()).toEqual([]);

    await dialog().getByRole('button', { name: 'It is the same: trust this key' }).click();
    await dialog().getByText('The host can be used: Docker 28.2.2 answers.').waitFor();
    expect(lastInput('hosts.test')).toMatchObject({ address: 'web.example', hostKeyFingerprint: key.fingerprint });
    expect(await axe()).toEqual([]);
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await dialog().waitFor({ state: 'hidden' });
    expect(lastInput('hosts.add')).toEqual({
      name: 'Web',
      kind: 'ssh',
      address: 'web.example',
      hostKeyFingerprint: key.fingerprint,
    });
    const panel = page.getByRole('region', { name: /^Web/ });
    await panel.getByText('connecting', { exact: true }).waitFor();
    expect(await axe()).toEqual([]);
    connectHost(world, 'Web');
    await panel.getByText('connected', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks the same when it is added without a test, and forgets the key with the address', async () => {
    world.failures.set('hosts.add', unknownKey());
    await page.getByRole('button', { name: 'Add host' }).click();
    await dialog().getByLabel('Address').fill('web.example');
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await dialog().getByText(key.fingerprint).waitFor();
    world.failures.set('hosts.add', refused());
    await dialog().getByRole('button', { name: 'It is the same: trust this key' }).click();
    await dialog().getByText('SSH_LOGIN_REFUSED').waitFor();
    expect(lastInput('hosts.add')).toMatchObject({ hostKeyFingerprint: key.fingerprint });
    await dialog().getByLabel('Address').fill('other.example');
    expect(await dialog().getByText('SSH_LOGIN_REFUSED').count()).toBe(0);
    await dialog().getByRole('button', { name: 'Test' }).click();
    await dialog().getByText('The host can be used').waitFor();
    expect(lastInput('hosts.test')).toEqual({ name: 'other.example', kind: 'ssh', address: 'other.example' });
  });

  it('offers no way around a key that has changed', async () => {
    const changed = { host: 'web.example', presented: key.fingerprint, expected: ['SHA256:old'] };
    world.failures.set('hosts.test', new AppError('HOST_KEY_CHANGED', changed));
    await page.getByRole('button', { name: 'Add host' }).click();
    await dialog().getByLabel('Address').fill('web.example');
    await dialog().getByRole('button', { name: 'Test' }).click();
    await stage('Host key').getByText('Somebody may be listening in, so nothing was sent.').waitFor();
    expect(await dialog().getByRole('button', { name: /trust/ }).count()).toBe(0);
  });

  it('says beside the stage why a login was refused, and hides and forgets the password', async () => {
    world.failures.set('hosts.test', refused());
    await page.getByRole('button', { name: 'Add host' }).click();
    await dialog().getByLabel('Address').fill('web.example');
    await dialog().getByLabel('User').fill('deploy');
    await dialog().getByLabel('Way to log in').selectOption('password');
    await dialog().getByRole('button', { name: 'Test' }).click();
    await dialog().getByText('Enter the password.').waitFor();
    const password = dialog().getByLabel('Password', { exact: true });
    expect(await password.getAttribute('type')).toBe('password');
    await password.fill('wrong horse');
    await dialog().getByRole('button', { name: 'Test' }).click();
    await stage('Login').getByText('web.example does not let deploy in.').waitFor();
    await stage('Docker').getByText('not reached').waitFor();
    expect(lastInput('hosts.test')).toMatchObject({ user: 'deploy', password: 'wrong horse' });
    expect(await axe()).toEqual([]);
    await dialog().getByLabel('Way to log in').selectOption('agent');
    await dialog().getByLabel('Way to log in').selectOption('password');
    expect(await password.inputValue()).toBe('');
  });

  it('removes a host after naming what goes, and says what still runs on it', async () => {
    world.hosts = [localHost, sshHost];
    await page.reload();
    const panel = page.getByRole('region', { name: /^Production/ });
    await panel.getByText('prod.acme.example', { exact: true }).waitFor();
    await panel.getByText('2222', { exact: true }).waitFor();
    await panel.getByText('gate.acme.example').waitFor();
    expect(await page.getByRole('button', { name: 'Remove This machine…' }).count()).toBe(0);
    world.failures.set('hosts.remove', new AppError('HOST_IN_USE', { host: 'Production', projects: 2 }));
    await panel.getByRole('button', { name: 'Remove Production…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Production?' });
    await question.getByText('at prod.acme.example').waitFor();
    await question.getByRole('button', { name: 'Remove Production' }).click();
    await question.getByText('2 projects run on Production.').waitFor();
    expect(await axe()).toEqual([]);
    world.failures.clear();
    await question.getByRole('button', { name: 'Remove Production' }).click();
    await panel.waitFor({ state: 'hidden' });
    await page.locator('button:focus', { hasText: 'Add host' }).waitFor();
  });

  it('adds by keyboard alone', async () => {
    world.failures.set('hosts.test', unknownKey());
    await tabTo(page, 'button', /^Add host$/);
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    await page.keyboard.type('web.example');
    await tabTo(page, 'button', /^Test$/);
    await page.keyboard.press('Enter');
    await dialog().getByText(key.fingerprint).waitFor();
    await tabTo(page, 'button', /^It is the same/);
    await page.keyboard.press('Enter');
    await dialog().getByText('The host can be used').waitFor();
    expect(await focused()).toBe('Test');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: /^web\.example/ }).waitFor();
    expect(await focused()).toBe('Add host');
  });

  it('lets a new project choose its host, where there is more than one', async () => {
    world.hosts = [localHost, sshHost];
    await page.goto(`${dashboard.server.url}/#/projects?new=git`);
    await page.reload();
    await page.getByLabel('Repository').fill('https://github.com/acme/shop');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('combobox', { name: 'Host' }).selectOption('Production');
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Create and deploy' }).click();
    await page.getByRole('heading', { level: 1, name: 'shop' }).waitFor();
    expect(lastInput('projects.create')).toMatchObject({ hostId: sshHost.id });
  });
});
