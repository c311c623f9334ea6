import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from '../../support/patience.ts';

export interface Printed {
  all(): string;
  /** What the pattern's first group, or the whole of it, finds in the output so far or to come. Rejects when the process ends before. */
  find(pattern: RegExp): Promise<string>;
  readonly exited: Promise<number | null>;
}

/** Both outputs of a process, as they come. */
export function readPrinted(child: ChildProcess): Printed {
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const look of waiting) look();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);

  return {
    all: () => text,
    exited,
    find(pattern) {
      const found = new Promise<string>((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text);
          if (match === null) return;
          waiting.delete(look);
          resolve(match[1] ?? match[0]);
        };
        waiting.add(look);
        look();
        void exited.then((code) =>
          reject(new Error(`The process ended with ${code} and never printed ${pattern}:\n${text}`)),
        );
      });
      return inTime(`the output ${pattern}`, found, () => text);
    },
  };
}
