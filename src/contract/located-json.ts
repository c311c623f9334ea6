// Strict JSON with places: which line and column each value has, and where a text stops being JSON. JSON.parse says neither for values
// that are well formed and wrong, and takes the last of two equal keys without a word.

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type JsonPath = readonly (string | number)[];

export type LocatedJson =
  | {
      readonly ok: true;
      /** Objects have no prototype: a key `__proto__` is a key. */
      readonly value: unknown;
      /** Of the value, or of its key with `isKey`; of what is nearest around it where there is none. */
      readonly positionOf: (path: JsonPath, isKey?: boolean) => Position;
    }
  | ({ readonly ok: false; readonly problem: string } & Position);

interface Place {
  readonly at: number;
  readonly keyAt: number;
  readonly inner: ReadonlyMap<string, Place>;
}

class Unreadable extends Error {
  readonly at: number;
  constructor(at: number, problem: string) {
    super(problem);
    this.at = at;
  }
}

const MAX_DEPTH = 32;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const blanks = /[ \t\r\n]*/y;

export function parseLocatedJson(source: string): LocatedJson {
  let at = 0;

  function take(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  }

  function fail(expected: string, where = at): never {
    if (source.startsWith('//', where) || source.startsWith('/*', where) || source[where] === '#') {
      throw new Unreadable(where, 'JSON has no comments; say it in a "description"');
    }
    const found =
      where >= source.length
        ? 'the end of the file'
        : JSON.stringify(String.fromCodePoint(source.codePointAt(where) ?? 0));
    throw new Unreadable(where, `${expected} is expected, not ${found}`);
  }

  function value(keyAt: number, depth: number): { readonly value: unknown; readonly place: Place } {
    const start = at;
    const placed = (found: unknown, inner: ReadonlyMap<string, Place> = new Map()) => ({
      value: found,
      place: { at: start, keyAt, inner },
    });
    if (depth > MAX_DEPTH) throw new Unreadable(at, `it is nested deeper than ${MAX_DEPTH} levels`);
    if (source[at] === '{') return members(placed, depth);
    if (source[at] === '[') return items(placed, depth);
    const scalar = source[at] === '"' ? take(text) : (take(number) ?? take(word));
    if (scalar === null) {
      return fail(source[at] === '"' ? 'a text that ends in its line, with escapes that JSON knows,' : 'a value');
    }
    return placed(JSON.parse(scalar));
  }

  type Placed = (found: unknown, inner: ReadonlyMap<string, Place>) => { value: unknown; place: Place };

  function members(placed: Placed, depth: number): ReturnType<Placed> {
    const found: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    const inner = new Map<string, Place>();
    list('}', () => {
      const keyAt = at;
      const quoted = take(text);
      if (quoted === null) fail('a name in double quotes');
      const key = String(JSON.parse(quoted));
      if (inner.has(key)) throw new Unreadable(keyAt, `"${key}" stands there twice`);
      take(blanks);
      if (source[at] !== ':') fail('":"');
      at += 1;
      take(blanks);
      const member = value(keyAt, depth + 1);
      found[key] = member.value;
      inner.set(key, member.place);
    });
    return placed(found, inner);
  }

  function items(placed: Placed, depth: number): ReturnType<Placed> {
    const found: unknown[] = [];
    const inner = new Map<string, Place>();
    list(']', () => {
      const item = value(at, depth + 1);
      inner.set(String(found.length), item.place);
      found.push(item.value);
    });
    return placed(found, inner);
  }

  function list(end: string, one: () => void): void {
    at += 1;
    take(blanks);
    if (source[at] === end) {
      at += 1;
      return;
    }
    for (;;) {
      one();
      take(blanks);
      if (source[at] === end) {
        at += 1;
        return;
      }
      if (source[at] !== ',') fail(`"," or "${end}"`);
      const comma = at;
      at += 1;
      take(blanks);
      if (source[at] === end) throw new Unreadable(comma, `JSON has no "," before "${end}"`);
    }
  }

  try {
    take(blanks);
    const root = value(at, 0);
    take(blanks);
    if (at < source.length) fail('the end of the file');
    return { ok: true, value: root.value, positionOf: (path, isKey = false) => find(source, root.place, path, isKey) };
  } catch (error) {
    if (error instanceof Unreadable) {
      return { ok: false, problem: error.message, ...positionAt(source, error.at) };
    }
    throw error;
  }
}

function find(source: string, root: Place, path: JsonPath, isKey: boolean): Position {
  let place = root;
  for (const part of path) {
    const inner = place.inner.get(String(part));
    if (inner === undefined) return positionAt(source, place.at);
    place = inner;
  }
  return positionAt(source, isKey ? place.keyAt : place.at);
}

function positionAt(source: string, at: number): Position {
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: at - lineStart + 1 };
}
