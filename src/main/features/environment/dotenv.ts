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

  /** Reads on from `first` to the quote that ends the value, over as many lines as it takes; null, and nothing read, when none does. */
  readQuoted(first: string, quote: string): string | null {
    const parts: string[] = [];
    let content: string | undefined = first;
    for (let index = this.#index; content !== undefined; index += 1) {
      const end = indexOfQuote(content, quote);
      if (end !== -1) {
        if (!/^\s*(#.*)?$/.test(content.slice(end + 1))) {
          return null;
        }
        this.#index = index;
        return [...parts, content.slice(0, end)].join('\n');
      }
      parts.push(content);
      content = this.#lines[index];
    }
    return null;
  }
}

function readValue(afterSign: string, lines: LineReader): string {
  const start = afterSign.trimStart();
  const quote = start[0];
  if (quote === '"' || quote === "'" || quote === '`') {
    const quoted = lines.readQuoted(start.slice(1), quote);
    if (quoted !== null) {
      return quote === '"' ? quoted.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : quoted;
    }
  }
  return afterSign.replace(/#.*$/, '').trim();
}

/** Of the first quote that no backslash escapes; -1 for none. */
function indexOfQuote(content: string, quote: string): number {
  for (let index = 0; index < content.length; index += 1) {
    if (content[index] === '\\') {
      index += 1;
    } else if (content[index] === quote) {
      return index;
    }
  }
  return -1;
}

const shown = (content: string): string =>
  content
    .trim()
    .split(/[=:\s]/, 1)[0]
    ?.slice(0, SHOWN) ?? '';
