// What somebody who looks for the cause of a failed spec wants to see first.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { repositoryRoot } from '../../support/build.ts';
import type { Shell } from './shell.ts';

const folder = join(repositoryRoot, 'tests', '.artifacts');

/** For each spec that fails: the page as a picture and as text, what the process printed, and its log. */
export function captureFailures(current: () => Shell | undefined): void {
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      const shell = current();
      if (shell === undefined) return;
      mkdirSync(folder, { recursive: true });
      const name = join(folder, `${shell.kind}-${task.name.replaceAll(/\W+/g, '-')}`);
      const text = await shell.page
        .locator('body')
        .innerText({ timeout: 2000 })
        .catch((error: unknown) => `No page: ${String(error)}`);
      writeFileSync(
        `${name}.txt`,
        [shell.page.url(), text, shell.output(), ownLog(shell.dataDir)].join('\n\n----\n\n'),
      );
      // A page that hangs has no picture.
      await shell.page.screenshot({ path: `${name}.png`, timeout: 5000 }).catch(() => undefined);
    });
  });
}

function ownLog(dataDir: string): string {
  const logs = join(dataDir, 'logs');
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.log'));
  return files.map((file) => `${file}:\n${readFileSync(join(logs, file), 'utf8')}`).join('\n');
}
