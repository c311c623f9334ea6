// A build that would never end is cancelled from the page, in both shells and on a host over SSH.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { endlessBuild } from './applications/web-application.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { projectsPage } from './pages/projects-page.ts';
import { captureFailures } from './shells/capture.ts';
import { openPlace, type Place, places } from './shells/places.ts';
import type { Shell } from './shells/shell.ts';

describe.each(places)('cancelling a build, $kind, $where', (kind) => {
  let git: GitServer;
  let place: Place;
  let shell: Shell;

  captureFailures(() => shell);
  beforeAll(async () => {
    git = startGitServer();
    place = await openPlace(kind, ['busybox:local']);
    ({ shell } = place);
  });
  afterAll(async () => {
    await place?.close();
    await git?.close();
  });

  it('ends the build and says that it was cancelled', async () => {
    const { path } = git.createRepository('slow', endlessBuild);
    const dialog = newProjectDialog(shell.page);
    const project = projectPage(shell.page);
    await projectsPage(shell.page).begin();
    await dialog.name({ repoUrl: path });
    await dialog.look();
    await dialog.create('slow', place.host);
    await project.ends(1, 'building');

    await project.choose(1, 'Build log');
    await shell.page.getByText('the long step begins', { exact: true }).waitFor();
    await project.press('Cancel #1');
    await project.tab('Overview');
    await project.ends(1, 'cancelled');
    await project.action('Cancel #1').waitFor({ state: 'hidden' });
    await expect.poll(() => project.pipeline(1).textContent()).not.toContain('running');
  });
});
