// What a line that may begin an error says: its type, and its message without stamp and level.
import { levelOf } from '../../../contract/log-level.ts';
import { parseObject } from '../../../contract/json-line.ts';
import type { ErrorHead } from './stacks/stack.ts';

/**
 * Whether it is worth looking at a line at all. One pass over the text for all words: a million lines cost a fifth of a second, and
 * nearly all of them end here.
 */
const telling =
  /err|Err|ERR|xcept|anic|ANIC|atal|ATAL|[Cc]rit|CRIT|[Ss]ever|SEVER|[Aa]lert|ALERT|[Ee]merg|EMERG|Traceback|Un(?:caught|handled)|\*\* \(|:in [`']|":\s*[56]0\b/;

export function isTelling(text: string): boolean {
  return telling.test(text);
}

/** At the beginning: what runtimes print of an error that nobody caught. */
const thrown =
  /^(?:Uncaught (?:\(in promise\) )?|Exception in thread "[^"]*" |\[?Unhandled[\w ]*\]?:? )?((?:[A-Za-z_$][\w.$]*)?(?:Error|Exception|Throwable|Failure|Panic))(?: \[\w+\])?(?:: (.*))?$/;
/** Behind what a logger wrote before it. */
const named = /(?:^|[\s:([])((?:[A-Za-z_$][\w.$]*)?(?:Error|Exception))(?: \[\w+\])?: (.+)$/;

/** A class, with its package where there is one, that does not say that it is an error. */
const unknownType = /^((?:[a-z][\w$]*\.)*[A-Z][\w.$]*)(?:: (.*))?$/;

/** Null where the line says of no error. */
export function headOf(text: string): ErrorHead | null {
  const match = thrown.exec(text);
  if (match !== null) {
    return { type: match[1] ?? '', message: match[2] ?? '' };
  }
  return levelOf(text) === 'error' ? loggedHead(text) : null;
}

/** Of the line above a stack, whatever it is. */
export function headAbove(text: string): ErrorHead {
  const match = thrown.exec(text) ?? unknownType.exec(text);
  return match === null ? loggedHead(text) : { type: match[1] ?? '', message: match[2] ?? '' };
}

export function isThrown(text: string): boolean {
  return thrown.test(text);
}

/** Whether it could be the first line of an error that no rule knows by name. */
export function looksLikeHead(text: string): boolean {
  return thrown.test(text) || unknownType.test(text);
}

function loggedHead(text: string): ErrorHead {
  const pairs = logfmtMessage(text);
  const said = pairs ?? withoutPrefix(text);
  const match = named.exec(said);
  return match === null ? { type: '', message: said } : { type: match[1] ?? '', message: match[2] ?? '' };
}

/** `level=error msg="no answer" err="timeout"`: Go's loggers and others. */
function logfmtMessage(text: string): string | null {
  const message = /(?:^|\s)(?:msg|message)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(text);
  if (message === null) {
    return null;
  }
  const reason = /(?:^|\s)(?:err|error|cause)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(text);
  const texts = [message[1] ?? message[2], reason?.[1] ?? reason?.[2]];
  return texts.filter((each) => each !== undefined && each !== '').join(': ');
}

/** Stamps, process numbers, logger's names in brackets and levels, as many as stand at the beginning. */
const prefix =
  /^\s*(?:[[(]?\d{1,4}[-/]\d{1,2}[-/]\d{1,4}[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?[\])]?|[[(]?\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?[\])]?|\[[^\]]{1,40}\]|#?\d+(?:#\d+)?:|\*\d+|(?:trace|debug|info|warn(?:ing)?|error|err|fail|fatal|critical|crit|severe|panic|alert|emerg)\b|[EF]\d{4} \S+|[-:|>]+)\s*/i;

function withoutPrefix(text: string): string {
  let rest = text.trim();
  for (let round = 0; round < 8; round += 1) {
    const match = prefix.exec(rest);
    if (match === null || match[0].length === rest.length) {
      break;
    }
    rest = rest.slice(match[0].length);
  }
  return rest;
}

export interface JsonError {
  readonly head: ErrorHead;
  /** The lines of its stack; none where it has none. */
  readonly stack: readonly string[];
}

const stackKeys = [
  'stack',
  'stack_trace',
  'stacktrace',
  'exc_info',
  'exception',
  'Exception',
  '@x',
  'traceback',
  'trace',
];
const errorKeys = ['err', 'error', 'exception', 'exc', 'cause'];
const messageKeys = ['message', 'msg', '@m', 'event', '@mt', 'short_message', 'text'];
const typeKeys = ['type', 'name', 'class', 'exc_type', 'error.type', 'kind'];

/** Of a line that is a JSON object: an error by its level or by the stack it carries. */
export function jsonErrorOf(text: string): JsonError | null {
  const object = parseObject(text);
  if (object === null) {
    return null;
  }
  const inner = errorKeys.map((key) => own(object, key)).find((value) => typeof value === 'object' && value !== null);
  const error = (inner ?? {}) as Readonly<Record<string, unknown>>;
  const stack = textOf(error, stackKeys) ?? textOf(object, stackKeys);
  const isStack = stack !== null && stack.includes('\n');
  if (!isStack && levelOf(text) !== 'error') {
    return null;
  }
  const reason = textOf(error, messageKeys) ?? textOf(object, errorKeys);
  const said = textOf(object, messageKeys);
  const message = reason === null || said === null || reason === said ? (reason ?? said ?? '') : `${said}: ${reason}`;
  const type = textOf(error, typeKeys) ?? '';
  return { head: { type, message: firstLine(message) }, stack: isStack ? stack.split('\n') : [] };
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function textOf(object: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  const value = keys.map((key) => own(object, key)).find((each) => typeof each === 'string' && each !== '');
  return typeof value === 'string' ? value : null;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}
