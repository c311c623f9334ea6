// Which environment variables a source reads: in code, in example files, in compose files, in its Dockerfile and in minipaas.json. Bounded in files
// and bytes, and line by line with patterns whose time is linear, because the source is anybody's.
import type { EnvSuggestion } from '../../../contract/sources.ts';
import { REPOSITORY_FILE } from '../../../contract/repository-file.ts';
import { checkRepositoryFile } from '../../../contract/check-repository-file.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { SourceTree } from './ports.ts';
import { isSetByPlatform, looksSecret } from './variable-names.ts';
import { variablesInLine } from './variable-patterns.ts';

const MAX_FILES = 3000;
const MAX_TOTAL_BYTES = 16 * 1024 * 1024;
const MAX_FILE_BYTES = 256 * 1024;
/** Minified code has longer lines, and nothing of interest to a person. */
const MAX_LINE = 1000;
const MAX_SUGGESTIONS = 200;

const code = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|go|rb|php|java|kt|rs|ex|exs|cs|prisma)$/;
const example = /(?:^|\/)\.?env(?:\.\w+)?\.(?:example|sample|template|dist|defaults)$|(?:^|\/)(?:example|sample)\.env$/;
const compose = /(?:^|\/)(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;
const dockerfile = /(?:^|\/)(?:[\w.-]+\.)?[Dd]ockerfile(?:\.[\w-]+)?$/;
const test = /(?:^|\/)(?:tests?|__tests__|spec|e2e|fixtures|examples?)\/|[._](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$/;

type Found = Pick<EnvSuggestion, 'key' | 'line'> & {
  readonly value: string | null;
  /** The source says so; else its name does. */
  readonly isSecret?: boolean;
};

/** Sorted by name; each name once, at the place that says most about it. */
export async function scanVariables(tree: SourceTree): Promise<readonly EnvSuggestion[]> {
  const found = new Map<string, EnvSuggestion>();
  let bytes = 0;
  for await (const path of tree.walk(MAX_FILES)) {
    if (test.test(path) || bytes >= MAX_TOTAL_BYTES) continue;
    const read = readerOf(path);
    if (read === null) continue;
    const text = await tree.readText(path, MAX_FILE_BYTES).catch(() => null);
    if (text === null) continue;
    bytes += text.length;
    for (const { key, line, value, isSecret: isSaidSecret } of await read(text)) {
      if (isSetByPlatform(key) || key.length > 255) continue;
      const isSecret = isSaidSecret ?? looksSecret(key);
      const exampleValue = isSecret || value === null || value === '' || value.length > 1000 ? null : value;
      const known = found.get(key);
      if (known === undefined || (known.exampleValue === null && exampleValue !== null)) {
        found.set(key, { key, file: path, line, exampleValue, looksSecret: isSecret });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, MAX_SUGGESTIONS);
}

/** Names that a build compiles in, for the ARG lines of a generated Dockerfile. */
export function variablesToCompileIn(found: readonly EnvSuggestion[], prefixes: readonly string[]): readonly string[] {
  return found.map(({ key }) => key).filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}

function readerOf(path: string): ((text: string) => Iterable<Found> | Promise<Iterable<Found>>) | null {
  if (path === REPOSITORY_FILE) return readDeclared;
  if (example.test(path)) return readExample;
  if (compose.test(path)) return readCompose;
  if (dockerfile.test(path)) return readDockerfile;
  return code.test(path) ? readCode : null;
}

function* readCode(text: string): Generator<Found> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > MAX_LINE) continue;
    for (const { key, value } of variablesInLine(line)) yield { key, line: index + 1, value };
  }
}

function* readExample(text: string): Generator<Found> {
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line.slice(0, MAX_LINE));
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const quoted = /^(["'])(.*?)\1/.exec(match[2]);
    const value = quoted?.[2] ?? match[2].replace(/(?:^|\s)#.*$/, '').trim();
    yield { key: match[1], line: index + 1, value: isPlaceholder(value) ? null : value };
  }
}

/** What is made at random needs nobody to set it. A file with a mistake is told when it is deployed. */
function* readDeclared(text: string): Generator<Found> {
  const checked = checkRepositoryFile(text);
  const lines = text.split('\n');
  for (const { name, default: value, generate, secret } of checked.ok ? (checked.value.variables ?? []) : []) {
    if (generate !== undefined) continue;
    const line = lines.findIndex((each) => each.includes(`"${name}"`)) + 1;
    yield { key: name, line, value: value ?? null, ...(secret === undefined ? {} : { isSecret: secret }) };
  }
}

/** `<your key>`, `xxx`, `changeme`: says that a value belongs here, not which. */
const isPlaceholder = (value: string) => /^<.*>$|^x{3,}$|^\.{3}$|^(?:your|change|replace|todo)[\w -]*$/i.test(value);

function* readDockerfile(text: string): Generator<Found> {
  const { arguments: args } = parseDockerfile(text);
  // ENV has its value in the image already; ARG waits for one.
  for (const { key, value, line } of args) yield { key, line, value };
}

async function readCompose(text: string): Promise<Iterable<Found>> {
  // Hardly a source has such a file: the parser is loaded with the first one.
  const { parse } = await import('yaml');
  try {
    // Aliases are how a small file becomes a huge one.
    return variablesOfServices(text, parse(text, { maxAliasCount: 100 }));
  } catch {
    // A compose file is a hint only; whoever runs it will see what is wrong with it.
    return [];
  }
}

function* variablesOfServices(text: string, document: unknown): Generator<Found> {
  const lines = text.split('\n');
  const lineOf = (key: string) => lines.findIndex((line) => line.includes(key)) + 1;
  for (const service of Object.values(recordOf(recordOf(document)['services']))) {
    // Only what is built here is this application; the others are its database and the like.
    const { build, environment } = recordOf(service) as { build?: unknown; environment?: unknown };
    if (build === undefined) continue;
    const pairs = Array.isArray(environment)
      ? environment.map((entry) => splitPair(String(entry)))
      : Object.entries(recordOf(environment)).map(([key, value]) => [key, scalar(value)] as const);
    for (const [key, value] of pairs) {
      if (!/^[A-Za-z_]\w*$/.test(key)) continue;
      yield { key, line: lineOf(key), value: value?.includes('$') === true ? null : value };
    }
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function splitPair(entry: string): readonly [string, string | null] {
  const at = entry.indexOf('=');
  return at === -1 ? [entry, null] : [entry.slice(0, at), entry.slice(at + 1)];
}

function scalar(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
