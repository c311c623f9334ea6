import type { GitCommit } from '../../features/sources/ports.ts';
import type { Git } from './git.ts';

/** The commit that is checked out. */
export async function readCommit(git: Git, directory: string): Promise<GitCommit> {
  const format = '--format=%H%n%ct%n%an%n%s';
  const text = await git.run(['log', '-1', '--no-color', '--encoding=UTF-8', format, 'HEAD', '--'], directory);
  return parseCommit(text);
}

export function parseCommit(text: string): GitCommit {
  const [sha = '', seconds = '', author = '', ...message] = text.replace(/\n$/, '').split('\n');
  return { sha, committedAt: Number(seconds) * 1000, author, message: message.join(' ') };
}
