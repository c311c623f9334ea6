// How loud a log line is, read from what the common loggers write. Pure: the search and the page that shows it agree.
import { z } from 'zod';

export const logLevel = z.enum(['debug', 'info', 'warn', 'error']);
export type LineLevel = z.infer<typeof logLevel>;

const words: Readonly<Record<string, LineLevel>> = {
  trace: 'debug',
  debug: 'debug',
  dbg: 'debug',
  verbose: 'debug',
  silly: 'debug',
  info: 'info',
  information: 'info',
  inf: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  error: 'error',
  err: 'error',
  severe: 'error',
  fatal: 'error',
  panic: 'error',
  critical: 'error',
  crit: 'error',
  alert: 'error',
  emerg: 'error',
  emergency: 'error',
};

/** Of pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function ofNumber(level: number): LineLevel | null {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : level >= 10 ? 'debug' : null;
}

/** Of a line's beginning: a level stands there or nowhere, and lines may be long. */
const LOOK_AT_CHARACTERS = 300;

const json = /"(?:level|severity|lvl|log\.level|@level|@l|levelname|log_level|loglevel)"\s*:\s*(?:"([A-Za-z]+)"|(\d+))/;
const logfmt = /(?:^|\s)(?:level|lvl|severity)=("?)([A-Za-z]+)\1(?=\s|$)/;
/** `[ERROR]`, `ERROR:`, `WARN -`, `E/`: upper case or bracketed, after at most a stamp and a logger's name. */
const leading = /^[^A-Za-z]{0,40}(?:[\w.-]+ )?[[(<|]?\s*([A-Za-z]{3,11})\s*[\])>|:]/;
const shouted =
  /(?:^|[\s[(|])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|PANIC|ALERT|EMERG)(?=$|[\s:\])|,-])/;
/** Go's klog and glog, as Kubernetes writes: `E0102 03:04:05.6`. */
const klog = /^([IWEF])\d{4} \d{2}:\d{2}/;
const klogLevels: Readonly<Record<string, LineLevel>> = { I: 'info', W: 'warn', E: 'error', F: 'error' };
/** What runtimes print of an error that nobody caught. */
const thrown =
  /^(?:Traceback \(most recent call last\)|Uncaught |Unhandled|panic: |fatal error: |Exception in thread |[A-Za-z_$][\w.$]*(?:Error|Exception)\b:)/;

/** Null where the line says nothing of the kind. */
export function levelOf(text: string): LineLevel | null {
  // Colours stand around the very word that is looked for.
  const start = text.slice(0, LOOK_AT_CHARACTERS).replace(/\u001b\[[\d;]*m/g, '');
  const structured = json.exec(start);
  if (structured !== null) {
    return structured[2] === undefined ? named(structured[1]) : ofNumber(Number(structured[2]));
  }
  const pair = logfmt.exec(start);
  if (pair !== null) {
    return named(pair[2]);
  }
  const letter = klog.exec(start)?.[1];
  if (letter !== undefined) {
    return klogLevels[letter] ?? null;
  }
  return named(shouted.exec(start)?.[1]) ?? named(leading.exec(start)?.[1]) ?? (thrown.test(start) ? 'error' : null);
}

/** Of a field that says it: `"warning"`, `40`. */
export function levelFrom(value: unknown): LineLevel | null {
  if (typeof value === 'number') {
    return ofNumber(value);
  }
  return typeof value === 'string' ? (named(value) ?? ofNumber(Number.parseInt(value, 10) || 0)) : null;
}

function named(word: string | undefined): LineLevel | null {
  return word === undefined ? null : (words[word.toLowerCase()] ?? null);
}
