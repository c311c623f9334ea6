// The way to a running application without a mouse, in both shells.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staticPage } from './applications/web-application.ts';
import { hasFocus, isFocused, tabTo } from './keyboard.ts';
import { newProjectDialog } from './pages/new-project-dialog.ts';
import { projectPage } from './pages/project-page.ts';
import { prepareEngine } from './shells/data-folder.ts';
import { captureFailures } from './shells/capture.ts';
import { openShell, shellKinds } from './shells/open-shell.ts';
import type { Shell } from './shells/shell.ts';

describe.each(shellKinds)('by keyboard alone, %s', (kind) => {
  let folder: string;
  let shell: Shell;

  captureFailures(() => shell);
  beforeAll(async () => {
    await prepareEngine();
    folder = mkdtempSync(join(tmpdir(), 'minipaas-keyboard-'));
    for (const [name, text] of Object.entries(staticPage('typed, not clicked')))
      writeFileSync(join(folder, name), text);
    shell = await openShell(kind);
  });
  afterAll(async () => {
    await shell?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('creates a project from a folder and deploys it', async () => {
    const { page } = shell;
    const { keyboard } = page;
    const { dialog, field } = newProjectDialog(page);
    const project = projectPage(page);
    await page
      .getByRole('button', { name: /^New project/ })
      .first()
      .waitFor();

    await tabTo(page, 'button', /^New project/);
    await keyboard.press('Enter');
    await hasFocus(dialog);
    await tabTo(page, 'tab', /Git address/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await tabTo(page, 'textbox', /^Folder/);
    await keyboard.type(folder);
    await keyboard.press('Enter');
    await field('Name').waitFor();
    await tabTo(page, 'textbox', /^Name/);
    await keyboard.type('typed');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });

    await project.ends(1, 'running');
    expect(await (await fetch(await project.address())).text()).toBe('typed, not clicked');
  });

  it('closes a dialog with Escape and puts the focus back', async () => {
    const { page } = shell;
    const { dialog } = newProjectDialog(page);
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Projects/ })
      .first()
      .press('Enter');
    const button = page.getByRole('button', { name: /^New project/ }).first();
    await button.press('Enter');
    await hasFocus(dialog);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await isFocused(button);
  });
});
