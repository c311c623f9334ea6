// `.dockerignore` as Docker reads it (moby/patternmatcher, which both the docker command and BuildKit use): the last
// pattern that matches a path or one of its parents decides. Written out here, and compared with the docker command over
// a corpus, because patterns are a user's input: matching takes time linear in pattern and path, never a regular
// expression that can be made to backtrack.
import { posix } from 'node:path';

export interface IgnoreRules {
  /** Verdict on the directory that the rules belong to. */
  readonly root: Verdict;
  /** Verdict on a path with `/` below the root; `parent` is that of its directory. */
  check(path: string, parent: Verdict): Verdict;
  /** An ignored directory that no `!` pattern can reach into need not be read. */
  canSkip(directory: string): boolean;
}

export interface Verdict {
  readonly isIgnored: boolean;
  /** Which patterns matched the path or a parent of it, in their order. */
  readonly matched: readonly boolean[];
}

export class IgnoreSyntaxError extends Error {
  override readonly name = 'IgnoreSyntaxError';
}

interface Pattern {
  readonly isException: boolean;
  readonly matches: (path: string) => boolean;
  /** Directory part before the first wildcard; the whole pattern where it has none. */
  readonly base: string;
  readonly hasWildcard: boolean;
}

/** One pattern a line, as in the file. */
export function readIgnoreFile(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('!') ? `!${clean(line.slice(1).trim())}` : clean(line)));
}

/** Throws IgnoreSyntaxError, as `docker build` refuses the file. */
export function compileIgnoreRules(lines: readonly string[]): IgnoreRules {
  const patterns = lines.map(compilePattern);
  const exceptions = patterns.filter((pattern) => pattern.isException);
  return {
    root: { isIgnored: false, matched: patterns.map(() => false) },
    check(path, parent) {
      let isIgnored = false;
      const matched = patterns.map((pattern, index) => {
        // A pattern that could not change the verdict is not looked at, and then does not count for what is below
        // either: so `src/deep` before `!src` keeps `src/deep` out, in Docker as here.
        const isHit = parent.matched[index] === true || (pattern.isException === isIgnored && pattern.matches(path));
        if (isHit) isIgnored = !pattern.isException;
        return isHit;
      });
      return { isIgnored, matched };
    },
    canSkip: (directory) =>
      !exceptions.some(
        ({ base, hasWildcard }) =>
          base === '' ||
          `${base}/`.startsWith(`${directory}/`) ||
          (hasWildcard && `${directory}/`.startsWith(`${base}/`)),
      ),
  };
}

/** Go's filepath.Clean, then relative to the root. */
function clean(pattern: string): string {
  if (pattern === '') return '';
  const normal = posix.normalize(pattern);
  const trimmed = normal.length > 1 ? normal.replace(/\/$/, '') : normal;
  return trimmed.length > 1 ? trimmed.replace(/^\//, '') : trimmed;
}

function compilePattern(line: string): Pattern {
  const isException = line.startsWith('!');
  const text = isException ? line.slice(1) : line;
  if (text === '') throw new IgnoreSyntaxError('"!" alone is no pattern');
  const firstWildcard = text.search(/[*?[\\]/);
  if (firstWildcard === -1) {
    return { isException, matches: (path) => path === text, base: text, hasWildcard: false };
  }
  const base = text.slice(0, Math.max(0, text.lastIndexOf('/', firstWildcard)));
  return { isException, matches: wildcardMatcher(text), base, hasWildcard: true };
}

function wildcardMatcher(text: string): (path: string) => boolean {
  const tokens = tokenize(text);
  const middle = text.slice(2);
  // Docker compares `**` + plain text by its end alone, so that `**x` matches `ax` too.
  if (text.startsWith('**') && !/[*?[\\]/.test(middle)) {
    return (path) => path.endsWith(middle) || (middle.startsWith('/') && path === middle.slice(1));
  }
  return (path) => run(tokens, path);
}

type Token =
  | { readonly type: 'one'; readonly accepts: (character: string) => boolean }
  /** Any run of characters; `*` stops at `/`. */
  | { readonly type: 'many'; readonly accepts: (character: string) => boolean }
  /** Nothing, or anything that ends in `/`. Always followed by `insideDirectories`. */
  | { readonly type: 'directories' }
  | { readonly type: 'insideDirectories' };

const anything = () => true;
const withinName = (character: string) => character !== '/';

function tokenize(text: string): readonly Token[] {
  const characters = Array.from(text);
  const tokens: Token[] = [];
  let at = 0;
  while (at < characters.length) {
    const character = characters[at] as string;
    at += 1;
    if (character === '*' && characters[at] === '*') {
      at += 1;
      if (characters[at] === '/') at += 1;
      if (at >= characters.length) tokens.push({ type: 'many', accepts: anything });
      else tokens.push({ type: 'directories' }, { type: 'insideDirectories' });
    } else if (character === '*') {
      tokens.push({ type: 'many', accepts: withinName });
    } else if (character === '?') {
      tokens.push({ type: 'one', accepts: withinName });
    } else if (character === '[') {
      const { accepts, end } = characterClass(characters, at, text);
      tokens.push({ type: 'one', accepts });
      at = end;
    } else {
      const literal = character === '\\' ? characters[at++] : character;
      if (literal === undefined) throw new IgnoreSyntaxError(`"${text}" ends in a backslash`);
      tokens.push({ type: 'one', accepts: (other) => other === literal });
    }
  }
  return tokens;
}

/** `[a-z_]`, `[^…]`; `end` is the place after the `]`. */
function characterClass(characters: readonly string[], start: number, text: string) {
  let at = start;
  const isNegated = characters[at] === '^';
  if (isNegated) at += 1;
  const ranges: [string, string][] = [];
  const next = (): string => {
    const isEscaped = characters[at] === '\\';
    if (isEscaped) at += 1;
    const character = characters[at++];
    // Go compiles the class as part of a regular expression, where an escaped letter or digit means something else.
    if (isEscaped && /^\w$/.test(character ?? '')) throw new IgnoreSyntaxError(`"${text}" has a broken [ ]`);
    if (character === undefined) throw new IgnoreSyntaxError(`"${text}" has a [ without its ]`);
    return character;
  };
  while (characters[at] !== ']' || ranges.length === 0) {
    if (at >= characters.length || characters[at] === ']' || characters[at] === '-') {
      throw new IgnoreSyntaxError(`"${text}" has a broken [ ]`);
    }
    const low = next();
    let high = low;
    if (characters[at] === '-') {
      at += 1;
      if (characters[at] === ']') throw new IgnoreSyntaxError(`"${text}" has a broken [ ]`);
      high = next();
    }
    ranges.push([low, high]);
  }
  const isIn = (character: string) => ranges.some(([low, high]) => low <= character && character <= high);
  return { accepts: (character: string) => isIn(character) !== isNegated, end: at + 1 };
}

/** Follows all readings of the pattern at once: one pass over the path. */
function run(tokens: readonly Token[], path: string): boolean {
  let states = new Set<number>();
  const enter = (set: Set<number>, index: number): void => {
    if (set.has(index)) return;
    set.add(index);
    const token = tokens[index];
    if (token?.type === 'many') enter(set, index + 1);
    if (token?.type === 'directories') enter(set, index + 2);
  };
  enter(states, 0);
  for (const character of path) {
    const following = new Set<number>();
    for (const index of states) {
      const token = tokens[index];
      if (token === undefined) continue;
      if (token.type === 'one' && token.accepts(character)) enter(following, index + 1);
      if (token.type === 'many' && token.accepts(character)) enter(following, index);
      if (token.type === 'directories' || token.type === 'insideDirectories') {
        const inside = token.type === 'directories' ? index + 1 : index;
        enter(following, inside);
        if (character === '/') enter(following, inside + 1);
      }
    }
    if (following.size === 0) return false;
    states = following;
  }
  return states.has(tokens.length);
}
