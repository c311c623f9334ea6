// What goes wrong on a real engine, found by the health page and mended from there, in both shells.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersOf } from '../support/engine-objects.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { captureFailures } from './shells/capture.ts';
import { openPlace, type Place, places } from './shells/places.ts';
import type { Shell } from './shells/shell.ts';

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** Ends when it is asked to. */
const crashing = {
  Dockerfile: 'FROM node:local\nWORKDIR /app\nCOPY server.js ./\nCMD ["node", "server.js"]\n',
  'server.js': `
    require('node:http').createServer((request, response) => {
      if (request.url === '/crash') process.exit(7);
      response.end('well');
    }).listen(Number(process.env.PORT ?? 3000), '0.0.0.0');
    process.on('SIGTERM', () => process.exit(0));
  `,
};

describe.each(places.filter(({ where }) => where === 'here'))('the health page, $kind', (kind) => {
  let git: GitServer;
  let place: Place;
  let shell: Shell;
  let address: string;

  captureFailures(() => shell);
  beforeAll(async () => {
    git = startGitServer();
    place = await openPlace(kind, ['node:local']);
    ({ shell } = place);
    const { path } = git.createRepository('shop', crashing);
    const dialog = newProjectDialog(shell.page);
    const project = projectPage(shell.page);
    await projectsPage(shell.page).begin();
    await dialog.name({ repoUrl: path });
    await dialog.look();
    await dialog.create('shop', place.host);
    await project.ends(1, 'running');
    address = await project.address();
    await project.tab('Settings');
    await shell.page.getByLabel('Restart policy').selectOption('no');
    await shell.page.getByRole('button', { name: 'Save' }).click();
    // Not the line that says how much is not saved.
    await shell.page
      .getByRole('status')
      .filter({ hasText: /^Saved/ })
      .waitFor();
    await shell.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Health' }).click();
    await shell.page.getByRole('table', { name: 'Checks', exact: true }).waitFor();
  });
  afterAll(async () => {
    await place?.close();
    await git?.close();
  });

  const checks = () => shell.page.getByRole('table', { name: 'Checks', exact: true });
  const mark = () => shell.page.getByRole('navigation', { name: 'Main' }).getByText('a check has failed');

  it('shows an application that crashed as soon as it has, and starts it again', async () => {
    // The running container takes it without a new release.
    const policy = () =>
      docker('inspect', '-f', '{{.HostConfig.RestartPolicy.Name}}', containersOf(shell.dataDir)[0] ?? '');
    await expect.poll(policy).toBe('no');
    await fetch(`${address}crash`.replace(/([^/])crash$/, '$1/crash')).catch(() => undefined);
    await checks().getByText('The application exited with code 7.').waitFor();
    await mark().waitFor();
    await checks().getByRole('button', { name: 'Start shop again' }).click();
    await mark().waitFor({ state: 'detached' });
    await checks().getByText('1 application runs.').waitFor();
    await expect.poll(async () => (await fetch(address)).text().catch(() => '')).toBe('well');
    await shell.page.getByRole('table', { name: 'History of the checks' }).getByText('Over: shop:').waitFor();
  });

  it('finds what is left over when it is told to check again, names it, and removes it', async () => {
    const db = new Database(join(shell.dataDir, 'minipaas.db'), { readonly: true });
    const instance = db.prepare<[], string>('select id from installation').pluck().get();
    db.close();
    const labels = [
      'minipaas.managed=true',
      `minipaas.instance=${instance}`,
      'minipaas.role=candidate',
      'minipaas.deployment=99999',
    ];
    const name = `minipaas-left-${process.pid}`;
    const id = docker('create', '--name', name, ...labels.flatMap((label) => ['--label', label]), 'busybox:local');
    await shell.page.getByRole('button', { name: 'Check again' }).click();
    await checks().getByRole('button', { name: 'Remove 1 container…' }).click();
    const question = shell.page.getByRole('alertdialog');
    await question.getByText(`container ${name}`).waitFor();
    await question.getByRole('button', { name: 'Remove 1 container' }).click();
    await checks().getByText('nothing of ours is left over').waitFor();
    expect(docker('ps', '-aq', '--no-trunc')).not.toContain(id);
  });
});
