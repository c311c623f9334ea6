// A log line that is one JSON object, as structured loggers write: what it says first, how loud, when, and the rest as fields. Pure
// and bounded: an application may write whatever it likes.
import { type LineLevel, levelFrom } from './log-level.ts';

export interface JsonField {
  readonly key: string;
  /** A text as it is, anything else as JSON; what is nested has several lines. */
  readonly value: string;
}

export interface JsonLine {
  readonly message: string | null;
  readonly level: LineLevel | null;
  /** As the logger wrote it. */
  readonly time: string | null;
  readonly fields: readonly JsonField[];
  /** There are more fields than are read. */
  readonly isCut: boolean;
}

/** Longer lines stay text: a person who wants to read one downloads it. */
const MAX_CHARACTERS = 32_768;
const MAX_FIELDS = 100;
const MAX_VALUE_CHARACTERS = 4_000;
const MAX_DEPTH = 6;

const messageKeys = ['message', 'msg', '@m', 'event', '@mt', 'short_message', 'text', 'log'];
const levelKeys = ['level', 'severity', 'lvl', 'log.level', '@level', '@l', 'levelname', 'log_level', 'loglevel'];
const timeKeys = ['time', 'timestamp', '@timestamp', 'ts', '@t', 'datetime', 'date', 'asctime'];

/** Null for a line that is no JSON object, or too long to be looked at. */
export function readJsonLine(text: string): JsonLine | null {
  const object = parseObject(text);
  if (object === null) {
    return null;
  }
  const used = new Set<string>();
  const pick = (keys: readonly string[], fits: (value: unknown) => boolean): unknown => {
    const key = keys.find((name) => Object.hasOwn(object, name) && fits(object[name]));
    if (key === undefined) {
      return null;
    }
    used.add(key);
    return object[key];
  };
  const message = pick(messageKeys, (value) => typeof value === 'string' && value !== '');
  const level = pick(levelKeys, (value) => levelFrom(value) !== null);
  const time = pick(timeKeys, (value) => typeof value === 'string' || typeof value === 'number');
  // An own `__proto__` is a field like any other: entries are read, nothing is copied into an object.
  const rest = Object.entries(object).filter(([key]) => !used.has(key));
  return {
    message: typeof message === 'string' ? message : null,
    level: levelFrom(level),
    time: typeof time === 'string' || typeof time === 'number' ? String(time) : null,
    fields: rest.slice(0, MAX_FIELDS).map(([key, value]) => ({ key: shorten(key, 200), value: valueText(value) })),
    isCut: rest.length > MAX_FIELDS,
  };
}

/** The object of a line, or null. Its keys are not to be trusted. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  if (text.length > MAX_CHARACTERS || !/^\s*\{/.test(text) || !/\}\s*$/.test(text)) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    // Most lines that begin like JSON and are none belong to something printed over several lines.
    return null;
  }
}

function valueText(value: unknown): string {
  return shorten(typeof value === 'string' ? value : render(value, 0), MAX_VALUE_CHARACTERS);
}

/** JSON over several lines, down to a depth: a thousand brackets are nobody's to read. */
function render(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value).slice(0, MAX_FIELDS);
  if (entries.length === 0 || depth >= MAX_DEPTH) {
    return entries.length === 0 ? `${open}${close}` : `${open} … ${close}`;
  }
  const indent = '  '.repeat(depth + 1);
  const lines = entries.map(([key, each]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return `${indent}${name}${render(each, depth + 1)}`;
  });
  return `${open}\n${lines.join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
