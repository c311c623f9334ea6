// A secret that a flag names the file of, so that it stands in no process list.
import { readFileSync } from 'node:fs';
import { AppError } from '../../contract/app-error.ts';

/** Throws VALIDATION_FAILED naming the flag where the file cannot be read or holds nothing. */
export function readSecretFile(flag: string, file: string): string {
  const invalid = (problem: string, cause?: unknown) =>
    new AppError('VALIDATION_FAILED', { field: flag, problem: `${file} ${problem}` }, { field: flag, cause });
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw invalid('cannot be read', cause);
  }
  if (text === '') {
    throw invalid('is empty');
  }
  return text;
}
