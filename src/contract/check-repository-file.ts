// A minipaas.json as its text, checked: every problem with its line and column, and what may stand there.
import { z } from 'zod';
import { nearName } from './near-name.ts';
import { firstProblem } from './problem.ts';
import { MAX_REPOSITORY_FILE_BYTES, type RepositoryFile, repositoryFile } from './repository-file.ts';
import { type JsonPath, type Position, parseLocatedJson } from './located-json.ts';

export interface RepositoryFileProblem extends Position {
  readonly problem: string;
}

export type CheckedRepositoryFile =
  | { readonly ok: true; readonly value: RepositoryFile }
  | { readonly ok: false; readonly problems: readonly RepositoryFileProblem[] };

const MAX_PROBLEMS = 20;

/** Every problem, not the first alone: who mends a file wants to mend it once. */
export function checkRepositoryFile(text: string): CheckedRepositoryFile {
  if (bytesOf(text) > MAX_REPOSITORY_FILE_BYTES) {
    const problem = `it is larger than ${MAX_REPOSITORY_FILE_BYTES / 1024} KiB`;
    return { ok: false, problems: [{ line: 1, column: 1, problem }] };
  }
  if (text.includes('\u0000')) {
    return { ok: false, problems: [{ line: 1, column: 1, problem: 'it is no text in UTF-8' }] };
  }
  const parsed = parseLocatedJson(text);
  if (!parsed.ok) {
    const { line, column, problem } = parsed;
    return { ok: false, problems: [{ line, column, problem }] };
  }
  const result = repositoryFile.safeParse(parsed.value);
  if (result.success) {
    return { ok: true, value: result.data };
  }
  const problems = result.error.issues.flatMap((issue): readonly RepositoryFileProblem[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        ...parsed.positionOf([...path, key], true),
        problem: unknownKey(path, key),
      }));
    }
    return [{ ...parsed.positionOf(path), problem: problemAt(path, issue) }];
  });
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const point = sign.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** `line 3, column 5: port must be at most 65535`. */
export function problemText({ line, column, problem }: RepositoryFileProblem): string {
  return `line ${line}, column ${column}: ${problem}`;
}

/** What a pattern stands for is a sentence of its own; all else goes on after the key. */
function problemAt(path: JsonPath, issue: z.core.$ZodIssue): string {
  return `${pathText(path)}${issue.code === 'invalid_format' ? ':' : ''} ${firstProblem([issue]).problem}`;
}

function unknownKey(path: JsonPath, key: string): string {
  const known = keysAt(path);
  const near = nearName(known, key);
  const where = path.length === 0 ? '' : ` in ${pathText(path)}`;
  return near === undefined
    ? `"${key}" is not known${where}; there are ${known.join(', ')}`
    : `"${key}" is not known${where}; ${near} is`;
}

function keysAt(path: JsonPath): readonly string[] {
  let schema: z.core.$ZodType = repositoryFile;
  for (const part of path) {
    schema = unwrap(schema);
    if (schema instanceof z.ZodObject) {
      const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
      schema = shape[String(part)] ?? schema;
    } else if (schema instanceof z.ZodArray) {
      schema = schema.element;
    }
  }
  const found = unwrap(schema);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

/** `variables[2].name`; "it" for the whole. */
function pathText(path: JsonPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'it' : text.replace(/^\./, '');
}
