// The main job, as a person does it, in both shells and on a host over SSH: a repository becomes a running application, is changed, broken, repaired,
// rolled back, stopped and deleted. The steps build on each other, in one window.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import type { TestRepository } from '../support/git-repository.ts';
import { brokenApplication, webApplication } from './applications/web-application.ts';
import { environmentPage } from './pages/environment-page.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { terminalOf } from './pages/terminal-page.ts';
import { captureFailures } from './shells/capture.ts';
import { openPlace, type Place, places } from './shells/places.ts';
import type { Shell } from './shells/shell.ts';

const answer = async (url: string): Promise<string> => (await fetch(url)).text();

describe.each(places)('from a repository to a running application, $kind, $where', (kind) => {
  let git: GitServer;
  let repository: TestRepository;
  let place: Place;
  let shell: Shell;
  let projects: ReturnType<typeof projectsPage>;
  let project: ReturnType<typeof projectPage>;
  let address: string;
  const ids: number[] = [];

  /** Deploys the newest commit and waits until the row says how it ended. */
  async function deploy(state: string): Promise<number> {
    await project.press('Deploy');
    const id = (ids.at(-1) ?? 0) + 1;
    await project.ends(id, state);
    ids.push(id);
    return id;
  }

  captureFailures(() => shell);
  beforeAll(async () => {
    git = startGitServer();
    repository = git.createRepository('shop', webApplication('version 1'));
    place = await openPlace(kind, ['node:local']);
    ({ shell } = place);
    projects = projectsPage(shell.page);
    project = projectPage(shell.page);
  });
  afterAll(async () => {
    await place?.close();
    await git?.close();
  });

  it('begins by saying what to do', async () => {
    await projects.firstSteps.waitFor();
    expect(await shell.page.getByRole('main').textContent()).toContain('Name the source');
  });

  it('creates a project from a Git repository and builds it while one watches', async () => {
    const dialog = newProjectDialog(shell.page);
    await projects.begin();
    await dialog.name({ repoUrl: repository.path });
    await dialog.look();
    expect(await dialog.dialog.getByRole('region', { name: 'What was found' }).textContent()).toContain('Node.js');
    await dialog.create('shop', place.host);

    await project.pipeline(1).waitFor();
    await project.ends(1, 'running');
    ids.push(1);
    await project.isIn('running');
    await expect.poll(() => project.header.textContent()).toContain(` · ${place.host ?? ''}`);
    await expect.poll(() => project.pipeline(1).textContent()).toMatch(/source.*build.*image.*deploy.*route/s);
    address = await project.address();
    expect(await answer(address)).toBe('Hello from version 1');
  });

  it('replaces it by the next commit, at the same address', async () => {
    repository.commit(webApplication('version 2'), { message: 'Sell more' });
    const id = await deploy('running');
    await project.deployment(id).getByText('Sell more').first().waitFor();
    await project.ends(1, 'stopped');
    await expect.poll(() => project.address()).toBe(address);
    expect(await answer(address)).toBe('Hello from version 2');
  });

  it('goes on serving when a commit is broken, and says what is wrong and what to do', async () => {
    repository.commit(brokenApplication, { message: 'Break it' });
    await deploy('failed');
    await project.header.getByText('the last deployment failed').waitFor();
    for (const said of [
      'exited with code 3',
      'there is no database',
      'A release that ran before goes on serving.',
      'CONTAINER_EXITED',
    ]) {
      await expect.poll(() => shell.page.getByRole('main').textContent()).toContain(said);
    }
    expect(await answer(address)).toBe('Hello from version 2');
  });

  it('shows what the application prints, and shows it again after a reload', async () => {
    const serving = ids[1] ?? 0;
    await answer(`${address}/from-the-logs-spec`);
    await project.choose(serving, 'Runtime log');
    const line = shell.page.getByText('asked for /from-the-logs-spec');
    await line.waitFor();
    // Twice: once while it was proven beside the release before, once when it took its place.
    await shell.page.getByText('version 2 is listening').first().waitFor();
    const where = shell.page.url();
    await shell.page.reload();
    await line.waitFor();
    expect(shell.page.url()).toBe(where);
  });

  it('lets one in: a shell in its container, and a port of it opened here', async () => {
    await project.tab('Terminal');
    const terminal = terminalOf(shell.page);
    await terminal.open();
    await terminal.type('echo $((40+2)) && ls && exit 3');
    await terminal.shows(/42[^]*package\.json/);
    await shell.page.getByText('The shell ended with code 3.').first().waitFor();

    await project.tab('Overview');
    await shell.page.getByRole('button', { name: 'Open a port…' }).click();
    const dialog = shell.page.getByRole('dialog', { name: 'Open a port' });
    await dialog.getByLabel('Port', { exact: true }).fill('3000');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    const row = shell.page
      .getByRole('table', { name: 'Opened ports' })
      .getByRole('row')
      .filter({ hasText: 'port 3000' });
    const here = await row.getByText(/^127\.0\.0\.1:\d+$/).textContent();
    expect(await answer(`http://${here}/`)).toBe('Hello from version 2');
    await row.getByText(/of 1 connection\b/).waitFor();
    await row.getByRole('button', { name: 'Close port 3000' }).click();
    await row.waitFor({ state: 'hidden' });
    await expect(fetch(`http://${here}/`)).rejects.toThrow('fetch failed');
  });

  it('gives the application a variable with the next deployment', async () => {
    repository.commit(webApplication('version 3'), { message: 'Mend it' });
    await project.tab('Environment');
    const environment = environmentPage(shell.page);
    await environment.add({ key: 'GREETING', value: 'Good morning' });
    await environment.row('GREETING').getByText('waits for a deployment').first().waitFor();
    await project.tab('Overview');
    await deploy('running');
    expect(await answer(address)).toBe('Good morning from version 3');
  });

  it('rolls back to an earlier release without building', async () => {
    await project.choose(1, 'Roll back to this');
    await project.confirm('Roll back to #1');
    const id = (ids.at(-1) ?? 0) + 1;
    await project.ends(id, 'running');
    ids.push(id);
    await project.deployment(id).getByText('rollback to #1').first().waitFor();
    expect(await answer(address)).toBe('Hello from version 1');
  });

  it('stops and starts', async () => {
    await project.press('Stop');
    await project.isTold('shop is stopped.');
    await project.isIn('stopped');
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    await project.press('Start');
    await project.isTold('shop is started.');
    await project.isIn('running');
    // Started is the container; when the application listens in it, only asking tells.
    await expect.poll(() => answer(address).catch(String)).toBe('Hello from version 1');
  });

  it('deletes the project after naming what goes', async () => {
    await project.tab('Settings');
    await shell.page.getByRole('button', { name: 'Delete shop…' }).click();
    const named = await project.confirm('Delete shop');
    expect(named).toContain('minipaas-shop-');
    expect(named).toMatch(/\d+ images?: minipaas\/shop:/);
    expect(named).toContain(`${ids.length} deployments`);
    expect(named).toContain('1 variable');
    await projects.firstSteps.waitFor();
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });
});
