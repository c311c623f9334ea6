// Reads a configuration file into a plain value: data is parsed, code runs in a thread of its own with a time limit.
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ReadConfiguration } from './configuration-result.ts';
import { locateInCode } from './locate-in-code.ts';
import { parseData } from './parse-data.ts';
import { runConfigurationCode } from './run-configuration-code.ts';

/** A configuration is written by hand. */
const MAX_BYTES = 1_048_576;

/** Never throws: what is wrong with a file is its reader's answer. */
export async function readConfigurationFile(
  file: string,
  options: { readonly timeoutMs: number },
): Promise<ReadConfiguration> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) {
      return failure(`it has ${size} bytes; a configuration has at most ${MAX_BYTES}`);
    }
    text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    return failure(describe(error as NodeJS.ErrnoException));
  }
  if (text.includes('\0')) {
    return failure('it is not text in UTF-8');
  }
  switch (kindOf(file)) {
    case 'data':
      return parseData(text);
    case 'code': {
      const result = await runConfigurationCode(file, text, options.timeoutMs);
      return result.ok ? { ...result, lineOf: (path) => locateInCode(text, path) } : result;
    }
    default:
      return failure(`"${basename(file)}" is none of .js, .mjs, .ts, .json, .yaml, .yml and .minipaasrc`);
  }
}

function kindOf(file: string): 'data' | 'code' | null {
  const extension = extname(file);
  if (['.json', '.yaml', '.yml'].includes(extension) || basename(file) === '.minipaasrc') {
    return 'data';
  }
  return ['.js', '.mjs', '.cjs', '.ts', '.mts'].includes(extension) ? 'code' : null;
}

function failure(problem: string): ReadConfiguration {
  return { ok: false, problem, line: null };
}

function describe({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return message;
  }
}
