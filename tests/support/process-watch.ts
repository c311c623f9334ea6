// What every process of this machine was started with, and what those that we started have in their environment, looked at again
// and again while something runs: most live for a moment.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessWatch {
  /** Looks now. */
  look(): void;
  /** Command lines of all processes, and environments of those below this one. */
  readonly commandLines: ReadonlySet<string>;
  readonly environments: ReadonlySet<string>;
  stop(): void;
}

const EVERY_MS = 200;

export function watchProcesses(): ProcessWatch {
  const commandLines = new Set<string>();
  const environments = new Set<string>();

  function look(): void {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => ({ pid, parent: /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? '0' }));
    for (const { pid } of all) {
      commandLines.add(read(`/proc/${pid}/cmdline`));
    }
    // Children have higher numbers than their parents only until numbers begin anew.
    let generation = [String(process.pid)];
    while (generation.length > 0) {
      const parents = new Set(generation);
      generation = all.filter(({ parent }) => parents.has(parent)).map(({ pid }) => pid);
      for (const pid of generation) {
        environments.add(read(`/proc/${pid}/environ`));
      }
    }
  }

  const timer = setInterval(look, EVERY_MS);
  return { look, commandLines, environments, stop: () => clearInterval(timer) };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It has ended, or is somebody else's.
    return '';
  }
}
