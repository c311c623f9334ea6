// Ten thousand deployments and five hundred projects: only what is in sight is in the page, and all of it can be found.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { historicStatus, makeDeployment, makeProject } from '../support/dashboard/data.ts';
import { type Dashboard, startDashboard } from '../support/dashboard/fixture.ts';
import { createWorld } from '../support/dashboard/world.ts';
import { isFocused } from './keyboard.ts';

const PROJECTS = 500;
const DEPLOYMENTS = 10_000;

describe('much of everything', () => {
  let dashboard: Dashboard;
  let page: Page;

  beforeAll(async () => {
    const world = createWorld();
    for (let id = 1; id <= PROJECTS; id += 1) world.put(makeProject({ id, name: `service-${id}` }));
    for (let index = 0; index < DEPLOYMENTS; index += 1) {
      const id = (DEPLOYMENTS - index) as DeploymentId;
      const isCurrent = index === 0;
      world.deployments.push(
        makeDeployment({
          id,
          projectId: 1 as ProjectId,
          minutesAgo: index * 7 + 1,
          isCurrent,
          status: isCurrent ? 'running' : historicStatus(index),
        }),
      );
    }
    dashboard = await startDashboard(world);
    ({ page } = await dashboard.open('/projects'));
  });
  afterAll(() => dashboard?.close());
  const rows = () => page.getByRole('row').count();

  it('lists five hundred projects with few rows in the page', async () => {
    await page.getByText('500 projects').waitFor();
    await expect.poll(() => page.getByRole('table').getAttribute('aria-rowcount')).toBe('501');
    expect(await rows()).toBeLessThan(60);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.getByRole('link', { name: 'service-500', exact: true }).waitFor();
    expect(await rows()).toBeLessThan(60);
  });

  it('finds one of them', async () => {
    await page.keyboard.press('/');
    await isFocused(page.getByRole('searchbox'));
    await page.keyboard.type('service-372');
    await page.getByText('1 of 500 projects').waitFor();
    await page.getByRole('link', { name: 'service-372', exact: true }).waitFor();
  });

  it('reads deployments page by page and searches what was read', async () => {
    await page.goto(`${dashboard.server.url}/#/projects/1`);
    await page.getByText('50 shown, there are older ones').waitFor();
    for (let shown = 100; shown <= 300; shown += 50) {
      await page.getByRole('button', { name: 'Show 50 older' }).click();
      await page.getByText(`${shown} shown`).waitFor();
    }
    const table = page.getByRole('table', { name: 'Deployments' });
    expect(await table.getByRole('row').count()).toBeLessThan(80);
    await page.keyboard.press('/');
    await isFocused(page.getByRole('searchbox'));
    await page.keyboard.type('failed');
    await page.getByText(/^4\d of 300 shown/).waitFor();
  });
});
