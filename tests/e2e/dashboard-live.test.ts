// What happens on the server shows without a reload; what goes wrong shows with what to do about it.
import type { BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { unreachableHost, stages } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';

describe('live', () => {
  let world: World;
  let dashboard: Dashboard;
  let page: Page;
  let context: BrowserContext;

  beforeEach(async () => {
    world = createWorld();
    fillWorld(world);
    dashboard = await startDashboard(world);
    ({ page, context } = await dashboard.open('/projects'));
    await page.getByText('invoice-service').waitFor();
  });
  afterEach(async () => {
    await context?.close();
    await dashboard?.close();
  });
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

  it('moves a pipeline as it happens, in the list and on the project’s page', async () => {
    const startedAt = Date.now() - 30_000;
    world.move(52, {
      stages: stages({ startedAt, at: 'build', detail: '12 of 17 steps', progress: { done: 12, total: 17 } }),
    });
    await row('shop').getByText('12/17').waitFor();
    await row('shop').getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByText('12 of 17 steps').waitFor();
    world.move(52, {
      status: 'starting',
      stages: stages({ startedAt, at: 'deploy', detail: 'waiting for port 3000' }),
    });
    await page.getByText('waiting for port 3000').waitFor();
    world.move(41, { isCurrent: false, status: 'stopped' });
    world.move(52, {
      status: 'running',
      isCurrent: true,
      stages: stages({ startedAt }),
      finishedAt: new Date().toISOString(),
    });
    await page.getByRole('button', { name: 'Cancel #52' }).waitFor({ state: 'hidden' });
    await page.getByRole('navigation', { name: 'Main' }).getByText('1 in progress or waiting').waitFor();
  });

  it('deploys, shows the place in the queue, cancels', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/2`);
    await page.getByRole('button', { name: 'Deploy', exact: true }).click();
    await page.getByText('Deployment #54 of blog is queued.').waitFor();
    await page
      .getByText(/next in the queue|before it in the queue/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Cancel #54' }).click();
    await page.getByText('#54 is cancelled.').waitFor();
    await page.getByRole('button', { name: 'Cancel #54' }).waitFor({ state: 'hidden' });
  });

  it('shows what failed beside what failed, with what to do next', async () => {
    world.failures.set('deployments.create', new AppError('PROJECT_BUSY', { name: 'blog', doing: 'being deleted' }));
    await page.goto(`${dashboard.server.url}/#/projects/2`);
    await page.getByRole('button', { name: 'Deploy', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('blog is being deleted.').waitFor();
    await alert.getByText('Wait until that is done, or cancel it.').waitFor();
  });

  it('leads from a refused repository to the field for its token', async () => {
    world.failures.set(
      'sources.detect',
      new AppError('REPOSITORY_ACCESS_DENIED', { url: 'https://github.com/acme/secret' }),
    );
    await page.keyboard.press('n');
    await page.getByLabel('Repository').fill('https://github.com/acme/secret');
    await page.keyboard.press('Enter');
    await page.getByText('needs credentials, or refused the ones given').waitFor();
    await page.getByLabel('Token', { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password');
    world.failures.clear();
    await page.keyboard.type('github_pat_1');
    await page.keyboard.press('Enter');
    await page.getByText('Found: Next.js').waitFor();
    const call = dashboard.server.fake.calls.findLast(({ path }) => path === 'sources.detect');
    expect(call?.input).toMatchObject({ credential: { kind: 'token', token: 'github_pat_1' } });
  });

  it('says how else, when a folder is dropped on a browser', async () => {
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'shop'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    });
    await page.getByRole('dialog', { name: '“shop” cannot be read from here' }).waitFor();
    await page.getByText('minipaas deploy .').waitFor();
    await page.getByRole('button', { name: 'Type its path' }).click();
    await page.getByRole('tab', { name: 'Folder', selected: true }).waitFor();
  });

  it('lists the GitHub repositories of whoever is connected, and takes one with its branch', async () => {
    await page.goto(`${dashboard.server.url}/#/projects?new=github`);
    await page.getByRole('link', { name: 'Log in with GitHub' }).waitFor();
    world.isGithubConnected = true;
    await page.reload();
    await page.getByText('acme/service-30').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('acme/service-40').waitFor();
    await page.getByLabel('Search your repositories').fill('service-33');
    await page.getByRole('button', { name: 'Use acme/service-33' }).click();
    await expect
      .poll(() => page.getByLabel('Repository', { exact: true }).inputValue())
      .toBe('https://github.com/acme/service-33.git');
    await expect.poll(() => page.getByRole('combobox', { name: 'Branch' }).inputValue()).toBe('trunk');
  });

  it('puts a refused value at its field', async () => {
    world.failures.set('projects.create', new AppError('NAME_TAKEN', { name: 'shop' }, { field: 'name' }));
    await page.keyboard.press('n');
    await page.getByLabel('Repository').fill('https://github.com/acme/shop');
    await page.keyboard.press('Enter');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('shop');
    await page.getByRole('button', { name: 'Create and deploy' }).click();
    await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true');
    world.failures.clear();
    await name.fill('store');
    await page.getByRole('button', { name: 'Create and deploy' }).click();
    await page.getByRole('heading', { level: 1, name: 'store' }).waitFor();
    const created = dashboard.server.fake.calls.findLast(({ path }) => path === 'projects.create');
    expect(created?.input).toMatchObject({
      name: 'store',
      repoUrl: 'https://github.com/acme/shop',
      variables: [
        { key: 'DATABASE_URL', isSecret: true },
        { key: 'SHOP_NAME', isSecret: false },
      ],
    });
  });

  it('says that a host is down, and how to mend it', async () => {
    world.hosts = [unreachableHost];
    world.fake.hub.publish({ type: 'host', host: unreachableHost });
    await page.getByText('The host “This machine” cannot be reached').waitFor();
    await page.getByText('sudo usermod -aG docker').waitFor();
  });

  it('shows a list that cannot be read, and reads it again when asked', async () => {
    world.failures.set(
      'projects.list',
      new AppError('DATABASE_UNUSABLE', { file: 'minipaas.db', problem: 'disk I/O error' }),
    );
    await page.reload();
    await page.getByText('Could not load the projects').waitFor();
    await page.getByText('restore a backup').waitFor();
    world.failures.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('invoice-service').waitFor();
  });

  it('says that the line is cut, comes back by itself, and then shows what was missed', async () => {
    const sockets: WebSocketRoute[] = [];
    let isCut = false;
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      if (isCut) return void socket.close();
      sockets.push(socket);
      socket.connectToServer();
    });
    await page.reload();
    await page.getByText('live', { exact: true }).waitFor();
    await row('shop').waitFor();
    isCut = true;
    for (const socket of sockets) await socket.close();
    await page.getByText('reconnecting').waitFor();
    world.move(52, { status: 'failed', errorCode: 'BUILD_FAILED', errorMessage: 'It broke.', errorHint: 'Mend it.' });
    isCut = false;
    await page.getByText('live', { exact: true }).waitFor();
    await row('shop').getByText('the last deployment failed').waitFor();
  });

  it('notices a logout in another window', async () => {
    const other = await context.newPage();
    await other.goto(`${dashboard.server.url}/#/queue`);
    await other.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
    await other.getByRole('button', { name: /browser: menu$/ }).click();
    await other.getByRole('menuitem', { name: 'Log out' }).click();
    await other.getByRole('heading', { level: 2, name: 'YOUR cloud' }).waitFor();
    await page.getByText('You are logged out.').waitFor();
    expect(await page.getByText('invoice-service').count()).toBeGreaterThan(0);
  });

  it('a project deleted elsewhere leaves the list', async () => {
    world.projects.delete(8 as ProjectId);
    world.fake.hub.publish({ type: 'projectRemoved', projectId: 8 as ProjectId });
    await page.getByText('7 projects').waitFor();
  });

  it('a notification’s address opens its deployment', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/3/deployments/${44 as DeploymentId}`);
    await page.getByRole('heading', { name: 'Deployment #44' }).waitFor();
    await page.getByRole('button', { name: 'Show the latest' }).click();
    await page.getByRole('heading', { name: 'Latest deployment' }).waitFor();
  });

  it('reveals a secret only when asked, and forgets it', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1/environment`);
    await page.getByRole('button', { name: 'Show STRIPE_SECRET_KEY' }).click();
    await page.getByText('sk_live_51Hx0').waitFor();
    await page.getByRole('button', { name: 'Hide STRIPE_SECRET_KEY' }).click();
    await page.getByText('sk_live_51Hx0').waitFor({ state: 'hidden' });
  });

  it('saves only what was changed in the settings', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1/settings`);
    const memory = page.getByLabel('Memory limit in MB');
    await memory.fill('lots');
    await page.getByText('1 change not saved; a marked field must be corrected first').waitFor();
    await memory.fill('768');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText(/^Saved/)
      .first()
      .waitFor();
    const call = dashboard.server.fake.calls.findLast(({ path }) => path === 'projects.update');
    expect(call?.input).toEqual({ id: 1, memoryLimitMb: 768 });
  });
});
