// One process per folder, as Electron keeps it: the second leaves its command line for the first and learns that it is
// the second. The answer must be there at once, so files do it: a lock with a process id, and lines appended to another.
import { appendFileSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type OnSecond = (argv: string[], workingDirectory: string) => void;

export function takeSingleInstanceLock(folder: string, onSecond: OnSecond): boolean {
  const lock = join(folder, 'stand-in.lock');
  const calls = join(folder, 'stand-in.calls');
  if (isHeld(lock)) {
    appendFileSync(calls, `${JSON.stringify({ argv: process.argv, cwd: process.cwd() })}\n`);
    return false;
  }
  writeFileSync(lock, String(process.pid));
  writeFileSync(calls, '');
  let taken = 0;
  const watcher = watch(calls, () => {
    const lines = readFileSync(calls, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(taken)) {
      const { argv, cwd } = JSON.parse(line) as { argv: string[]; cwd: string };
      onSecond(argv, cwd);
    }
    taken = lines.length;
  });
  watcher.unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false; // No lock, or its process is gone.
  }
}
