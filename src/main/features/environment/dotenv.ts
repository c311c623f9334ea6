// The `.env` format as the dotenv package reads it (https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow),
// but with line numbers, and with what that package skips in silence named. Values are taken as they are: nothing is expanded.

export type DotenvEntry =
  | { readonly kind: 'variable'; readonly line: number; readonly key: string; readonly value: string }
  | { readonly kind: 'invalid'; readonly line: number; readonly text: string; readonly reason: string };

const header = /^[^\S\r\n]*(?:export[^\S\r\n]+)?([\w.-]+)(?:[^\S\r\n]*=|:[^\S\r\n]+)/;
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What of a line that cannot be read is shown: enough to find it, and never a value. */
const SHOWN = 40;

/** Entries in the order of the text; a key that comes twice is there twice, and the later one counts. */
export function parseDotenv(text: string): readonly DotenvEntry[] {
  const rest = new LineReader(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  const entries: DotenvEntry[] = [];
  for (let at = rest.next(); at !== null; at = rest.next()) {
    const { line, content } = at;
    if (/^\s*(#.*)?$/.test(content)) {
      continue;
    }
    const match = header.exec(content);
    const key = match?.[1];
    if (match === null || key === undefined) {
      entries.push({ kind: 'invalid', line, text: shown(content), reason: 'it is not NAME=value' });
      continue;
    }
    const value = readValue(content.slice(match[0].length), rest);
    if (name.test(key)) {
      entries.push({ kind: 'variable', line, key, value });
    } else {
      const reason = `"${key}" is not a name: letters, digits and _, not beginning with a digit`;
      entries.push({ kind: 'invalid', line, text: key, reason });
    }
  }
  return entries;
}

class LineReader {
  readonly #lines: readonly string[];
  #index = 0;

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  next(): { readonly line: number; readonly content: string } | null {
    const content = this.#lines[this.#index];
    if (content === undefined) {
      return null;
    }
    this.#index += 1;
    return { line: this.#index, content };
  }

  /**
   * Reads on from the opening `quote` of `first` to the one that ends the value, over as many lines as it takes: the next
   * that no backslash escapes. Where text follows that one, or there is none, the last escaped one that ends a line does.
   * Null, and nothing read, when none does.
   */
  readQuoted(first: string, quote: string): string | null {
    let end: QuotePlace | null = null;
    let content: string | undefined = first;
    for (let index = this.#index; content !== undefined; index += 1) {
      const { ends, isClosed } = findEnds(content, quote, index === this.#index ? 1 : 0);
      const column: number | undefined = ends.at(-1);
      end = column === undefined ? end : { index, column };
      if (isClosed) {
        break;
      }
      content = this.#lines[index];
    }
    if (end === null) {
      return null;
    }
    const lines = [first, ...this.#lines.slice(this.#index, end.index)];
    const last = lines.pop() ?? '';
    this.#index = end.index;
    return [...lines, last.slice(0, end.column)].join('\n').slice(1);
  }
}

interface QuotePlace {
  /** Of the line after it. */
  readonly index: number;
  readonly column: number;
}

/** Quotes after which nothing but a comment stands, up to the first that no backslash escapes: that one closes the value. */
function findEnds(content: string, quote: string, from: number): { ends: readonly number[]; isClosed: boolean } {
  const ends: number[] = [];
  // A later quote may be what stands after an earlier one, but only within a comment.
  for (let at = content.indexOf(quote, from); at !== -1; at = content.indexOf(quote, at + 1)) {
    if (isRestEmpty(content, at + 1)) {
      ends.push(at);
    }
    if (at === from || content[at - 1] !== '\\') {
      return { ends, isClosed: true };
    }
  }
  return { ends, isClosed: false };
}

function isRestEmpty(content: string, from: number): boolean {
  let at = from;
  while (at < content.length && /\s/.test(content[at] ?? '')) {
    at += 1;
  }
  return at === content.length || content[at] === '#';
}

function readValue(afterSign: string, lines: LineReader): string {
  const start = afterSign.trimStart();
  const quote = start[0];
  if (isQuote(quote)) {
    const quoted = lines.readQuoted(start, quote);
    if (quoted !== null) {
      return quote === '"' ? expandLineEnds(quoted) : quoted;
    }
  }
  const bare = afterSign.replace(/#.*$/, '').trim();
  // Quotes around it that do not belong together go all the same, as in the dotenv package.
  const inside = bare.length > 1 && isQuote(bare[0]) && bare.endsWith(bare[0]) ? bare.slice(1, -1) : bare;
  return bare.startsWith('"') ? expandLineEnds(inside) : inside;
}

const isQuote = (character: string | undefined): character is string =>
  character === '"' || character === "'" || character === '`';

/** The only escapes there are. */
const expandLineEnds = (value: string): string => value.replaceAll('\\n', '\n').replaceAll('\\r', '\r');

const shown = (content: string): string =>
  content
    .trim()
    .split(/[=:\s]/, 1)[0]
    ?.slice(0, SHOWN) ?? '';
