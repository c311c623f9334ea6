// How the program ended unexpectedly: one file for each time, in the folder of its log, read by whoever mends it and by reports of problems.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CrashReport } from '../features/diagnostics/ports.ts';
import { ownLogFolder, redact } from './diagnostics.ts';
import { programVersion } from './program-files.ts';

const KEPT = 5;
const named = /^crash-[\dTZ-]+\.json$/;

export interface CrashReportsOptions {
  readonly dataDir: string;
  readonly mask: (text: string) => string;
}

export function createCrashReports({ dataDir, mask }: CrashReportsOptions) {
  const folder = ownLogFolder(dataDir);
  const names = (): string[] =>
    readdirSync(folder)
      .filter((name) => named.test(name))
      .toSorted();

  return {
    /** At once and without anything that could go wrong with the rest of the program. Gives back the file, null where none could be written. */
    write(error: unknown, origin: string): string | null {
      const at = new Date();
      const report = {
        at: at.toISOString(),
        origin,
        version: programVersion,
        node: process.version,
        uptimeSeconds: Math.round(process.uptime()),
        memory: process.memoryUsage(),
        error: redact(error instanceof Error ? error : { thrown: String(error) }, mask),
      };
      const file = join(folder, `crash-${at.toISOString().replaceAll(/[:.]/g, '-')}.json`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
        for (const name of names().slice(0, -KEPT)) {
          rmSync(join(folder, name), { force: true });
        }
        return file;
      } catch {
        // The disk may be what is wrong: the error itself is said on standard error all the same.
        return null;
      }
    },
    /** Newest last. */
    list: (): Promise<readonly CrashReport[]> =>
      Promise.all(names().map(async (name) => ({ name, content: await readFile(join(folder, name), 'utf8') }))),
  };
}

/** For a shell: whatever nobody caught is written down, said without secrets, and ends the process. Rows say at the next start what to do. */
export function endOnCrash(
  { writeCrash, mask }: { writeCrash(error: unknown, origin: string): string | null; mask(text: string): string },
  exit: (code: number) => void,
): () => void {
  const onCrash = (error: unknown, origin: string): void => {
    const file = writeCrash(error, origin);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const where = file === null ? '' : `\nWritten to ${file}`;
    process.stderr.write(`miniPaaS ended because of an error that nobody expected.\n${mask(text)}${where}\n`);
    exit(1);
  };
  process.on('uncaughtException', onCrash);
  return () => void process.off('uncaughtException', onCrash);
}
