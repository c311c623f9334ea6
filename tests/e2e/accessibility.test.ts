// axe over every page and dialog, light and dark, in both shells: no violation.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { webApplication } from './applications/web-application.ts';
import { violations } from './axe.ts';
import { environmentPage } from './pages/environment-page.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { prepareEngine } from './shells/data-folder.ts';
import { captureFailures } from './shells/capture.ts';
import { openShell, shellKinds } from './shells/open-shell.ts';
import type { Shell } from './shells/shell.ts';

describe.each(shellKinds)('accessibility, %s', (kind) => {
  let git: GitServer;
  let shell: Shell;

  captureFailures(() => shell);
  beforeAll(async () => {
    await prepareEngine();
    git = startGitServer();
    shell = await openShell(kind);
  });
  afterAll(async () => {
    await shell?.close();
    await git?.close();
  });

  it('the empty dashboard', async () => {
    await projectsPage(shell.page).firstSteps.waitFor();
    expect(await violations(shell.page)).toEqual([]);
  });

  it('the new-project dialog, before and after it looked', async () => {
    const { path } = git.createRepository('shop', webApplication('version 1'));
    const dialog = newProjectDialog(shell.page);
    await projectsPage(shell.page).begin();
    await dialog.dialog.waitFor();
    expect(await violations(shell.page)).toEqual([]);
    await dialog.name({ repoUrl: path });
    await dialog.look();
    expect(await violations(shell.page)).toEqual([]);
    await dialog.create('shop');
  });

  it('the pages of a project', async () => {
    const project = projectPage(shell.page);
    await project.ends(1, 'running');
    expect(await violations(shell.page)).toEqual([]);
    await project.tab('Logs');
    await shell.page.getByText('version 1 is listening').or(shell.page.getByText('step')).first().waitFor();
    expect(await violations(shell.page)).toEqual([]);
    await project.tab('Environment');
    await environmentPage(shell.page).add({ key: 'TOKEN', value: 'a', isSecret: false });
    expect(await violations(shell.page)).toEqual([]);
    await project.tab('Settings');
    const remove = shell.page.getByRole('button', { name: 'Delete shop…' });
    await remove.waitFor();
    expect(await violations(shell.page)).toEqual([]);
    await remove.click();
    await shell.page.getByRole('alertdialog').waitFor();
    expect(await violations(shell.page)).toEqual([]);
    await shell.page.keyboard.press('Escape');
  });

  it.each(['Projects', 'Queue', 'Hosts', 'Settings'])('%s', async (name) => {
    const link = shell.page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });
    await link.first().click();
    await shell.page.getByRole('heading', { level: 1, name: new RegExp(`^${name}`) }).waitFor();
    expect(await violations(shell.page)).toEqual([]);
  });
});
