import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';

/**
 * Submodules at the commits the parent names, shallow where the server allows it. Local ones are had only below a local
 * parent (GIT_ALLOW_PROTOCOL of the session).
 */
export async function updateSubmodules(git: Git, directory: string): Promise<void> {
  const hasSubmodules = await stat(join(directory, '.gitmodules')).then(
    (file) => file.isFile(),
    () => false,
  );
  if (!hasSubmodules) return;
  const update = ['submodule', 'update', '--init', '--recursive', '--checkout', '--progress', '--jobs=2'];
  const shallow = await git.attempt([...update, '--depth=1'], directory);
  if (shallow.exitCode === 0) return;
  const failure = git.failure('submodule', shallow);
  // Anything else fails the same way with the whole history.
  if (failure.code !== 'GIT_FAILED' && failure.code !== 'COMMIT_NOT_FOUND') throw failure;
  git.say('The submodules cannot be had without their history; taking it.');
  await git.run(['submodule', 'deinit', '--all', '--force'], directory);
  await rm(join(directory, '.git', 'modules'), { recursive: true, force: true });
  await git.run([...update, '--no-recommend-shallow'], directory);
}
