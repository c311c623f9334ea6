// A secret is not a flag's value: everybody on the machine could read it in the list of processes.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from './cli-error.ts';
import type { Session } from './session.ts';

export const valueFileFlag = ['--value-file <file>', 'holds the value; - reads standard input', '-'] as const;

/** The line end that an editor or `echo` puts at the end is not part of it. Throws VALIDATION_FAILED. */
export async function readValue({ context }: Session, file: string): Promise<string> {
  const text = await (file === '-' ? context.readInput() : readFile(resolve(context.cwd, file), 'utf8')).catch(
    (error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      throw usageError('--value-file', problem, 'Name a file that can be read, or - for standard input.');
    },
  );
  const value = text.replace(/\r?\n$/, '');
  if (value === '') {
    throw usageError('--value-file', 'it is empty', 'Give the value in a file, or on standard input.');
  }
  return value;
}
