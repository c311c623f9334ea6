// Hosts over SSH in the dashboard: added after their key was compared, refused with the reason beside the stage, removed.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { localHost, sshHost } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { connectHost } from '../support/dashboard/host-changes.ts';
import { prunable } from '../support/dashboard/host-data.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';
import { isFocused, tabTo } from './keyboard.ts';

const key = {
  host: 'web.example',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrrQXVUpKZIDTMczCvj3tD2s',
};
const unknownKey = () =>
  new AppError('HOST_KEY_UNKNOWN', { ...key, hasAuthority: false }, { field: 'hostKeyFingerprint', details: key });
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
    world.prunable = [...prunable];
    world.inUse.clear();
    world.failures.clear();
    ({ page, context, complaints } = await dashboard.open('/hosts'));
    await page.getByText('Docker 28.2.2').first().waitFor();
  });
  afterEach(() => context?.close());

  const dialog = () => page.getByRole('dialog', { name: 'Add host' });
  const stage = (name: string) => dialog().getByRole('listitem').filter({ hasText: name });
  const lastInput = (path: string) => dashboard.server.fake.calls.findLast((call) => call.path === path)?.input;
  /** Where a dialog has taken the focus, or put it back. */
  const focused = () => expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''));
  const axe = () => violationsNow(page);

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
    await dialog().getByText('SSH_LOGIN_REFUSED').waitFor({ state: 'detached' });
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

  async function openDetails(name: string): Promise<void> {
    await page.getByRole('link', { name: `Details of ${name}` }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  }

  it('shows everything of a host at an address of its own', async () => {
    world.hosts = [localHost, sshHost];
    await page.reload();
    await openDetails('Production');
    expect(new URL(page.url()).hash).toBe(`#/hosts/${sshHost.id}`);
    await expect.poll(() => page.title()).toBe('Hosts · Production · miniPaaS');
    const connection = page.getByRole('region', { name: 'Connection' });
    await connection.getByText('prod.acme.example', { exact: true }).waitFor();
    await connection.getByText('gate.acme.example').waitFor();
    await connection.getByRole('button', { name: 'Measure the connection' }).click();
    await connection.getByText('23.4 ms (21.9 ms to 31.2 ms in 5 calls)').waitFor();
    await connection.getByText('2 of 2').waitFor();
    await page.getByText('6.1.0-28-amd64').waitFor();
    await page.getByRole('button', { name: 'Look again for Production' }).waitFor();
    const disk = page.getByRole('region', { name: 'Disk' });
    await disk.getByRole('button', { name: 'Measure the disk' }).click();
    await disk.getByText('1.9 GB in 23 images').waitFor();
    await disk.getByText('9 volumes, size not known').waitFor();
    expect(await axe()).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Production' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what went wrong beside what was asked', async () => {
    await openDetails('This machine');
    expect(await page.getByRole('button', { name: /^Remove This/ }).count()).toBe(0);
    world.failures.set('hosts.disk', new AppError('ENGINE_LOST', { host: 'This machine' }));
    const disk = page.getByRole('region', { name: 'Disk' });
    await disk.getByRole('button', { name: 'Measure the disk' }).click();
    await disk.getByText('ENGINE_LOST').waitFor();
    world.failures.clear();
    await disk.getByRole('button', { name: 'Measure the disk' }).click();
    await disk.getByText('1.9 GB in 23 images').waitFor();
  });

  it('shows first what a clean-up takes, takes what is ticked, and says what stayed', async () => {
    await openDetails('This machine');
    const panel = page.getByRole('region', { name: 'Clean up' });
    await panel.getByRole('button', { name: 'Show what can go' }).click();
    const tick = (name: string) => panel.getByRole('checkbox', { name: `Remove the ${name}` });
    await expect.poll(() => tick('image minipaas/shop:31').isChecked()).toBe(true);
    expect(await tick('container minipaas-old-api-4').isChecked()).toBe(false);
    expect(await tick('volume minipaas-vol-6-11').isChecked()).toBe(false);
    await tick('volume minipaas-vol-6-11').check();
    await tick('image minipaas/shop:30').uncheck();
    expect(await axe()).toEqual([]);
    world.inUse.add('network:minipaas');
    await panel.getByRole('button', { name: 'Remove 7 things…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove 7 things from This machine?' });
    await question.getByText('volume minipaas-vol-6-11, with all data in it').waitFor();
    expect(await question.getByText('minipaas/shop:30').count()).toBe(0);
    expect(await axe()).toEqual([]);
    await question.getByRole('button', { name: 'Remove 7 things' }).click();
    await panel.getByText('6 things removed, 1 kept.').waitFor();
    await panel.getByText('minipaas: it is used by now').waitFor();
    await tick('image minipaas/shop:30').waitFor();
    expect(world.prunable.map(({ name }) => name)).toEqual(['minipaas-old-api-4', 'minipaas/shop:30', 'minipaas']);
    expect(complaints).toEqual([]);
  });

  it('changes how a host is logged in to, and keeps what cannot be connected only when told to', async () => {
    world.hosts = [localHost, sshHost];
    await page.reload();
    await openDetails('Production');
    await page.getByRole('button', { name: 'Edit Production…' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit Production' });
    expect(await edit.getByLabel('Address').inputValue()).toBe('prod.acme.example');
    await edit.getByLabel('Name').fill('Live');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
    expect(lastInput('hosts.update')).toEqual({ id: sshHost.id, name: 'Live' });

    await page.getByRole('button', { name: 'Edit Live…' }).click();
    world.failures.set('hosts.update', refused());
    const again = page.getByRole('dialog', { name: 'Edit Live' });
    await again.getByLabel('User').fill('root');
    await again.getByRole('button', { name: 'Save' }).click();
    await again.getByText('web.example does not let deploy in.').waitFor();
    expect(await axe()).toEqual([]);
    await again.getByRole('button', { name: 'Keep the change all the same' }).click();
    await page.getByText('unreachable', { exact: true }).waitFor();
    expect(lastInput('hosts.update')).toEqual({ id: sshHost.id, user: 'root', force: true });
    expect(complaints).toEqual([]);
  });

  it('removes a host after it was said what becomes of its projects', async () => {
    world.hosts = [localHost, sshHost];
    const moved = [...world.projects.values()].slice(0, 2);
    for (const project of moved) world.put({ ...project, hostId: sshHost.id, hostName: sshHost.name });
    await page.reload();
    await openDetails('Production');
    await page.getByRole('button', { name: 'Remove Production…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Production?' });
    await question.getByText(`minipaas-${moved[0]?.slug}-41`).waitFor();
    const confirm = question.getByRole('button', { name: 'Remove Production' });
    expect(await confirm.isDisabled()).toBe(true);
    await question.getByRole('radio', { name: 'Take away what they have there' }).check();
    await question.getByText('container minipaas-ingress-3f2a91c0').waitFor();
    await question.getByRole('radio', { name: 'Leave it there and forget them' }).check();
    await question.getByText('On the machine itself nothing changes: its ingress goes on, too.').waitFor();
    expect(await axe()).toEqual([]);
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'Hosts' }).waitFor();
    expect(lastInput('hosts.remove')).toEqual({ id: sshHost.id, projects: 'forget' });
    await page.getByRole('region', { name: /^Production/ }).waitFor({ state: 'detached' });
    for (const project of moved) world.put({ ...project, hostId: localHost.id });
  });

  it('does not offer to take away what cannot be reached', async () => {
    world.hosts = [localHost, { ...sshHost, status: 'unreachable', engine: null }];
    const [project] = [...world.projects.values()];
    if (project === undefined) throw new Error('The world has projects.');
    world.put({ ...project, hostId: sshHost.id });
    await page.reload();
    await openDetails('Production');
    await page.getByRole('button', { name: 'Remove Production…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Production?' });
    await question.getByText('what it has there cannot be listed now').waitFor();
    expect(await question.getByRole('radio', { name: 'Take away what they have there' }).isDisabled()).toBe(true);
    world.put({ ...project, hostId: localHost.id });
  });

  it('moves a project to another host after saying what that means', async () => {
    world.hosts = [localHost, sshHost];
    const [project] = [...world.projects.values()].filter(({ id }) =>
      world.deployments.some((row) => row.projectId === id && row.isCurrent),
    );
    if (project === undefined) throw new Error('The world has a project that runs.');
    await page.goto(`${dashboard.server.url}/#/projects/${project.id}/settings`);
    await page.reload();
    await page.getByRole('button', { name: 'Move to Production…' }).click();
    const question = page.getByRole('alertdialog', { name: `Move ${project.name} to Production?` });
    await question.getByText(/It is built on Production and proven there/).waitFor();
    expect(await axe()).toEqual([]);
    await question.getByRole('button', { name: 'Move to Production' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(lastInput('projects.move')).toEqual({ id: project.id, hostId: sshHost.id });
    expect(complaints).toEqual([]);
  });

  it('edits, measures and cleans up by keyboard alone', async () => {
    await openDetails('This machine');
    await tabTo(page, 'button', /^Show what can go$/);
    await page.keyboard.press('Enter');
    await tabTo(page, 'button', /^Remove 7 things…$/);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await focused().toBe('Cancel');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    await focused().toBe('Remove 7 things…');
  });

  it('adds by keyboard alone', async () => {
    world.failures.set('hosts.test', unknownKey());
    await tabTo(page, 'button', /^Add host$/);
    await page.keyboard.press('Enter');
    await isFocused(dialog().getByLabel('Address'));
    await page.keyboard.type('web.example');
    await tabTo(page, 'button', /^Test$/);
    await page.keyboard.press('Enter');
    await dialog().getByText(key.fingerprint).waitFor();
    await tabTo(page, 'button', /^It is the same/);
    await page.keyboard.press('Enter');
    await dialog().getByText('The host can be used').waitFor();
    await focused().toBe('Test');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: /^web\.example/ }).waitFor();
    await focused().toBe('Add host');
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
