// A text that every match of a regular expression has, so that the index can serve it as well. Cautious: where it is not
// plain that a piece must be there, it is not taken.

/** The longest such text; empty when there is none to be seen. */
export function requiredLiteral(source: string): string {
  // An alternative at the top may do without anything that the others need.
  if (hasTopLevelAlternative(source)) {
    return '';
  }
  let best = '';
  let current = '';
  const end = (): void => {
    if (current.length > best.length) best = current;
    current = '';
  };
  for (let at = 0; at < source.length; ) {
    const { literal, next } = readAtom(source, at);
    const { isOptional, isRepeated, after } = readQuantifier(source, next);
    if (literal === null || isOptional) {
      end();
    } else {
      current += literal;
      if (isRepeated) end();
    }
    at = after;
  }
  end();
  return best;
}

interface Atom {
  /** Null: a class, a group, an assertion, anything but one character. */
  readonly literal: string | null;
  readonly next: number;
}

function readAtom(source: string, at: number): Atom {
  const character = source.charAt(at);
  switch (character) {
    case '\\':
      return readEscape(source, at);
    case '[':
      return { literal: null, next: endOfClass(source, at) };
    case '(':
      return { literal: null, next: endOfGroup(source, at) };
    case '.':
    case '^':
    case '$':
      return { literal: null, next: at + 1 };
    default: {
      const whole = String.fromCodePoint(source.codePointAt(at) ?? 0);
      return { literal: whole, next: at + whole.length };
    }
  }
}

/** `\.` is a dot; `\d`, `\u0041` and their like are not looked into. */
function readEscape(source: string, at: number): Atom {
  const escaped = source.charAt(at + 1);
  if (/[^\w\s]/.test(escaped)) {
    return { literal: escaped, next: at + 2 };
  }
  const long = /^(?:u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[pPk][{<][^}>]*[}>]|\d+)/.exec(
    source.slice(at + 1),
  );
  return { literal: null, next: at + 1 + (long?.[0].length ?? 1) };
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.charAt(at) === ']') return at + 1;
  }
  return source.length;
}

function endOfGroup(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    const character = source.charAt(at);
    if (character === '\\') {
      at += 2;
      continue;
    }
    if (character === '[') {
      at = endOfClass(source, at);
      continue;
    }
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    at += 1;
    if (depth === 0) return at;
  }
  return source.length;
}

interface Quantifier {
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
  readonly after: number;
}

function readQuantifier(source: string, at: number): Quantifier {
  const match = /^(?:([*?])|(\+)|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(at));
  if (match === null) {
    return { isOptional: false, isRepeated: false, after: at };
  }
  const isOptional = match[1] !== undefined || match[3] === '0';
  return { isOptional, isRepeated: true, after: at + match[0].length };
}

function hasTopLevelAlternative(source: string): boolean {
  for (let at = 0; at < source.length; ) {
    if (source.charAt(at) === '|') return true;
    at = readAtom(source, at).next;
  }
  return false;
}
