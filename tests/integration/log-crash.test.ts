// What is left of a log when its writer is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../src/contract/ids.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';

const writer = fileURLToPath(new URL('../support/log-writer.ts', import.meta.url));
const id = 7 as DeploymentId;

/** Lets the writer finish so many batches, kills it and gives back the last number that it had printed. */
async function writeAndKill(directory: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let last = 0;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    seen += 1;
    if (seen === batches) {
      child.kill('SIGKILL');
    }
  }
  await exited;
  return last;
}

describe('a log whose writer was killed', () => {
  it.each([1, 7, 30, 101])(
    'has every line that was written, whole and in order, and takes more (%i batches)',
    async (batches) => {
      const directory = mkdtempSync(join(tmpdir(), 'minipaas-log-crash-'));
      try {
        const promised = await writeAndKill(directory, batches);
        const files = createLogFiles({ directory, segmentBytes: 100_000 });
        const { first, last } = await files.append(id, 'runtime', [
          { at: 0, stream: 'system', text: 'after the crash' },
        ]);
        expect(first).toBe(1);
        expect(last).toBeGreaterThan(promised);
        let next = 0;
        while (next < last) {
          for (const { seq, text } of await files.read(id, 'runtime', { after: next, maxBytes: 65_536 })) {
            const expected = seq === last ? 'after the crash' : `line ${seq} ${'x'.repeat(seq % 90)}`;
            if (seq !== next + 1 || text !== expected) {
              throw new Error(`Line ${seq} after ${next} is "${text}"`);
            }
            next = seq;
          }
        }
        await files.close();
      } finally {
        rmSync(directory, { recursive: true });
      }
    },
  );
});
