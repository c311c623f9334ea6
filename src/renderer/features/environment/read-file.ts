import { readEnvFile } from '../../../contract/env-text.ts';
import type { Problem } from '../../lib/problem.ts';

/** The text of a chosen file, or what is wrong with it. */
export async function readTextFile(file: File): Promise<string | Problem> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = readEnvFile(bytes, (utf8) => new TextDecoder('utf-8', { fatal: true }).decode(utf8));
  if (read.kind === 'text') return read.text;
  return { code: 'VALIDATION_FAILED', message: `${file.name}: ${read.problem}.`, hint: read.hint };
}
