// The queue's order and pauses, the health page with its fixes, and the clean-up, in a real browser over a world in memory.
import { execFileSync } from 'node:child_process';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { localHost, makeDeployment, stages } from '../support/dashboard/data.ts';
import { fillWorld } from '../support/dashboard/fill-world.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { finding } from '../support/dashboard/upkeep-world.ts';
import { createWorld, type World } from '../support/dashboard/world.ts';
import { violationsNow } from './axe.ts';
import { isFocused, tabTo } from './keyboard.ts';

let world: World;
let dashboard: Dashboard;
let page: Page;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  world = createWorld();
  fillWorld(world);
  world.hosts = [localHost];
  for (const [index, projectId] of [5, 6, 7].entries()) {
    world.deployments.unshift(
      makeDeployment({
        id: (60 + index) as DeploymentId,
        projectId: projectId as ProjectId,
        minutesAgo: 0,
        status: 'queued',
        stages: stages({ startedAt: Date.now(), at: 'source', as: 'pending' }),
        startedAt: null,
        finishedAt: null,
        containerId: null,
      }),
    );
  }
  dashboard = await startDashboard(world);
});
afterAll(() => dashboard?.close());
afterEach(() => context?.close());

const axe = () => violationsNow(page);
const open = async (path: string) => {
  ({ page, context, complaints } = await dashboard.open(path));
};

describe('the queue', () => {
  const waiting = () => page.getByRole('table', { name: 'Waiting deployments' });
  const order = async () => {
    const texts = await waiting().getByRole('row').allInnerTexts();
    return texts.flatMap((text) => /#(\d+)/.exec(text)?.[1] ?? []);
  };

  beforeEach(async () => {
    await open('/queue');
    await waiting().waitFor();
  });

  it('moves what waits by keyboard, keeps the focus on it, and says where it is now', async () => {
    await expect.poll(order).toEqual(['53', '60', '61', '62']);
    await tabTo(page, 'button', /Move #61 of landing-page up/);
    await page.keyboard.press('Enter');
    await page.getByText('#61 of landing-page is at place 2.').waitFor();
    await expect.poll(order).toEqual(['53', '61', '60', '62']);
    await isFocused(page.getByRole('button', { name: 'Move #61 of landing-page up' }));
    await page.keyboard.press('Enter');
    await page.getByText('#61 of landing-page is at place 1.').waitFor();

    await page.getByRole('button', { name: 'Move #62 of image-proxy', exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: 'To the front' }).press('Enter');
    await page.getByText('#62 of image-proxy is at place 1.').waitFor();
    await expect.poll(order).toEqual(['62', '61', '53', '60']);
    expect(await axe()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('pauses a host and lets it go on', async () => {
    await page.getByRole('button', { name: 'Pause the queue of This machine' }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await waiting().getByText('when resumed').first().waitFor();
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Resume the queue of This machine' }).click();
    await page.getByText('goes on', { exact: true }).waitFor();
    await expect.poll(() => waiting().getByText('when resumed').count()).toBe(0);
  });
});

describe('the health page', () => {
  const row = (text: string) =>
    page.getByRole('table', { name: 'Checks', exact: true }).getByRole('row').filter({ hasText: text });

  beforeEach(async () => {
    world.upkeep.findings = [
      finding('engine:1', 'This machine: Docker 28.2.2 answers.'),
      finding('application:1', 'shop: The application exited with code 1.', {
        status: 'failed',
        hint: 'Its runtime log has the whole story.',
        fixes: [{ id: 'start-application-1', label: 'Start shop again', removes: [] }],
      }),
      finding('leftovers:1', 'This machine: 2 containers of ours are needed by nothing.', {
        status: 'warning',
        fixes: [
          { id: 'remove-leftovers-1', label: 'Remove 2 containers', removes: ['container a-1', 'container b-2'] },
        ],
      }),
    ];
    world.upkeep.healthEvents.splice(0, Number.POSITIVE_INFINITY, {
      id: 7,
      findingId: 'application:1',
      check: 'application',
      status: 'failed',
      message: 'shop: The application exited with code 1.',
      at: new Date(Date.now() - 60_000).toISOString(),
    });
    await open('/health');
    await row('exited with code 1').waitFor();
  });

  it('shows what is wrong first, marks it in the header, and fixes it by a press', async () => {
    const states = async () => {
      const texts = await page.getByRole('table', { name: 'Checks', exact: true }).getByRole('row').allInnerTexts();
      return texts.map((text) => /failed|warning|ok/.exec(text)?.[0]);
    };
    await expect.poll(states).toEqual([undefined, 'failed', 'warning', 'ok']);
    await page.getByRole('navigation', { name: 'Main' }).getByText('a check has failed').waitFor();
    await page.getByRole('table', { name: 'History of the checks' }).getByText('exited with code 1').waitFor();
    expect(await axe()).toEqual([]);
    await tabTo(page, 'button', /Start shop again/);
    await page.keyboard.press('Enter');
    await page.getByText('Start shop again: done.').waitFor();
    await row('All is well again.').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByText('a check has failed').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('removes only after naming all that goes, and says so when that has changed', async () => {
    await page.getByRole('button', { name: 'Remove 2 containers…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove 2 containers?' });
    await question.getByText('container a-1').waitFor();
    await question.getByText('container b-2').waitFor();
    expect(await axe()).toEqual([]);
    await question.getByRole('button', { name: 'Remove 2 containers' }).click();
    await row('All is well again.').waitFor();
    const sent = dashboard.server.fake.calls.findLast(({ path }) => path === 'health.applyFix')?.input;
    expect(sent).toEqual({ id: 'remove-leftovers-1', confirm: ['container a-1', 'container b-2'] });
  });

  it('says why a fix was refused, beside it', async () => {
    const fix = { id: 'gone', label: 'Mend it', removes: [] };
    world.upkeep.findings = [finding('x', 'Broken.', { status: 'failed', fixes: [fix] })];
    await page.reload();
    const button = page.getByRole('button', { name: 'Mend it' });
    await button.waitFor();
    world.failures.set('health.applyFix', new AppError('FIX_GONE', { fix: 'Mend it' }));
    await button.click();
    await page.getByRole('alert').getByText('No finding offers "Mend it" any more.').waitFor();
    world.failures.clear();
  });

  it('lists what would go before it removes it', async () => {
    world.upkeep.leftovers = [
      {
        key: 'deployments:1',
        kind: 'deployments',
        name: '12 deployments of shop, with their logs',
        host: null,
        reason: 'older than the 10 that are kept',
        sizeBytes: 3_000_000,
      },
      {
        key: '1:image:x',
        kind: 'image',
        name: 'minipaas/shop:7',
        host: 'This machine',
        reason: 'it is kept for no rollback',
        sizeBytes: 48_000_000,
      },
    ];
    await page.getByRole('button', { name: 'See what would go' }).click();
    await page.getByRole('table', { name: 'What would go' }).getByText('minipaas/shop:7').waitFor();
    await page.getByText('2 things would go').waitFor();
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Remove all of it…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove 2 things?' });
    await question.getByText('12 deployments of shop, with their logs').waitFor();
    await question.getByRole('button', { name: 'Remove 2 things' }).click();
    await page.getByRole('table', { name: 'What was removed' }).waitFor();
    const sent = dashboard.server.fake.calls.findLast(({ path }) => path === 'cleanup.run')?.input;
    expect(sent).toEqual({ dryRun: false, keys: ['deployments:1', '1:image:x'] });
  });

  it('shows the build cache of a host, clears it when that was confirmed, and puts a registry for layers beside it', async () => {
    const cache = page.getByRole('region', { name: 'Build cache of This machine' });
    await cache.getByText('2.2 GB in 214 entries').waitFor();
    await cache.getByRole('button', { name: 'Clear cache of This machine…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Clear the build cache of This machine?' });
    await question.getByText('also of others who build on this engine').waitFor();
    expect(await axe()).toEqual([]);
    await question.getByRole('button', { name: 'Clear the cache' }).click();
    await page.getByText('Freed 2.2 GB on This machine.').waitFor();
    await cache.getByText('in 12 entries').waitFor();
    await cache.getByRole('button', { name: 'Install a registry for layers' }).click();
    await cache.getByText('registry:2').waitFor();
    expect(await axe()).toEqual([]);
    await cache.getByRole('button', { name: 'Remove it…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the registry' }).click();
    await cache.getByText('No registry for layers').waitFor();
  });
});

it('tells how much a project takes from the cache, and lets its next build run every step', async () => {
  world.deployments.push(
    makeDeployment({
      id: 2 as DeploymentId,
      projectId: 1 as ProjectId,
      minutesAgo: 9_000,
      buildSteps: 12,
      cachedSteps: 9,
    }),
  );
  await open('/projects/1/settings');
  await page.getByText('75 % from the cache: 9 of 12 steps in the last 1 build.').waitFor();
  await page.getByRole('button', { name: 'Clear cache of this project' }).click();
  await page.getByText('The next build of this project runs every step.').waitFor();
  expect(await axe()).toEqual([]);
});

describe('the control plane log', () => {
  const grid = () => page.getByRole('grid', { name: /Lines of the control plane log/ });
  const lines = async () => (await grid().getByRole('row').allInnerTexts()).slice(1);

  beforeEach(() => {
    world.diagnostics.ownLog.splice(0);
    for (let number = 1; number <= 1200; number += 1) {
      world.diagnostics.addOwnLine(number % 400 === 0 ? 'warn' : 'info', `line ${number}`);
    }
    const written = JSON.stringify({ projectId: 1, deploymentId: 7, error: { message: 'ECONNRESET' } }, null, 2);
    world.diagnostics.addOwnLine('error', 'A build log could not be written', {
      projectId: 1,
      deploymentId: 7,
      context: written,
    });
  });

  it('is shown newest first, followed, filtered, searched and read back, and the address has it all', async () => {
    await open('/log');
    await grid().getByText('A build log could not be written').waitFor();
    world.diagnostics.addOwnLine('info', 'The newest of all');
    await grid().getByText('The newest of all').waitFor();
    await expect.poll(async () => (await lines())[0]).toContain('The newest of all');
    await page.getByRole('button', { name: 'Older lines' }).click();
    await page.getByText('1,202 lines, all there are.').waitFor();
    expect(await axe()).toEqual([]);

    await page.getByLabel('Level').selectOption('warn');
    await page.getByText('4 lines, all there are.').waitFor();
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('econnreset');
    await page.getByText('1 line, all there are.').waitFor();
    await page.reload();
    await page.getByText('1 line, all there are.').waitFor();

    await tabTo(page, 'grid', /Lines of the control plane log/);
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('region', { name: 'The chosen line' });
    await chosen.getByText('"deploymentId": 7').waitFor();
    expect(await axe()).toEqual([]);
    await chosen.getByRole('button', { name: 'Only this deployment' }).click();
    await page.getByRole('button', { name: 'Not only deployment 7' }).waitFor();
    await chosen
      .getByRole('link', { name: '#7' })
      .or(grid().getByRole('link', { name: '#7' }))
      .first()
      .click();
    await page.waitForURL(/projects\/1\?deployment=7/);
    expect(complaints).toEqual([]);
  });

  it('says when nothing is found and when it cannot be read', async () => {
    await open('/log?q=nothing%20like%20it');
    await page.getByText('No such line.').waitFor();
    world.failures.set('diagnostics.log', new AppError('FORBIDDEN', { action: 'read the log' }));
    await page.goto(`${dashboard.server.url}/#/log?level=error`);
    await page.getByRole('alert').getByText('Could not load the log').waitFor();
    world.failures.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await grid().getByText('A build log could not be written').waitFor();
  });

  it('leads to a report that is read before it is downloaded', async () => {
    await open('/log');
    await page.getByRole('button', { name: 'Report a problem…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Report a problem' });
    await dialog.getByText('A report of a problem with miniPaaS.').waitFor();
    await dialog.getByRole('button', { name: /^versions.json/ }).click();
    await dialog.getByText('"node": "v24.13.0"').waitFor();
    expect(await axe()).toEqual([]);
    // One archive of separate files, the ones that are shown.
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Download minipaas-report/ }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('minipaas-report-2026-01-02T03-04-05.tar.gz');
    const listed = execFileSync('tar', ['-tzf', await file.path()], { encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(
      ['README.txt', 'versions.json', 'configuration.json', 'control-plane.log'].map(
        (name) => `minipaas-report-2026-01-02T03-04-05/${name}`,
      ),
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // The log behind it is asked for on and on.
    const asked = () => dashboard.server.fake.calls.map(({ path }) => path);
    await expect.poll(asked).toContain('diagnostics.removeReport');
    expect(complaints).toEqual([]);
  });
});
