// A build that would never end is cancelled from the page, in both shells.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { endlessBuild } from './applications/web-application.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { prepareEngine } from './shells/data-folder.ts';
import { captureFailures } from './shells/capture.ts';
import { openShell, shellKinds } from './shells/open-shell.ts';
import type { Shell } from './shells/shell.ts';

describe.each(shellKinds)('cancelling a build, %s', (kind) => {
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

  it('ends the build and says that it was cancelled', async () => {
    const { path } = git.createRepository('slow', endlessBuild);
    const dialog = newProjectDialog(shell.page);
    const project = projectPage(shell.page);
    await projectsPage(shell.page).begin();
    await dialog.name({ repoUrl: path });
    await dialog.look();
    await dialog.create('slow');
    await project.ends(1, 'building');

    await project.choose(1, 'Build log');
    await shell.page.getByText('the long step begins', { exact: true }).waitFor();
    await project.press('Cancel #1');
    await project.tab('Overview');
    await project.ends(1, 'cancelled');
    await project.action('Cancel #1').waitFor({ state: 'hidden' });
    expect(await project.pipeline(1).textContent()).not.toContain('running');
  });
});
