// The control plane's own log: JSON lines in the data folder, rotated by day and size.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DiagnosticLog } from '../features/deployments/ports.ts';
import { isSensitiveKey } from '../lib/sensitive-keys.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Diagnostics extends DiagnosticLog {
  /** The text without the secrets that this process knows. */
  readonly mask: (text: string) => string;
  /** Calls when lines were written to the file, until the returned function is called. */
  onWritten(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface DiagnosticsOptions {
  readonly dataDir: string;
  readonly level: LogLevel;
  readonly mask: (text: string) => string;
}

/** Where the files are, and how they are called: `minipaas.2026-11-22.1.log`. Older versions left out the day. */
export const ownLogFolder = (dataDir: string): string => join(dataDir, 'logs');
export const ownLogFile = /^minipaas(?:\.(\d{4}-\d{2}-\d{2}))?\.(\d+)\.log$/;

/** Together at most 160 MB, however much is said; by age they go with the logs of applications. */
const ROTATION = { size: '5m', frequency: 'daily', dateFormat: 'yyyy-MM-dd', count: 31 } as const;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;

/** The same data without what must not be written, by name at any depth and by value; errors become plain objects with their causes. */
export function redact(value: unknown, mask: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') {
    return mask(value);
  }
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth > MAX_DEPTH) {
    return '[deep]';
  }
  if (value instanceof Error) {
    return redactError(value, mask, depth);
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => redact(item, mask, depth + 1));
  }
  if (value instanceof Uint8Array) {
    return `[${value.length} bytes]`;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      mask(key),
      isSensitiveKey(key) && mayBeSecret(item) ? '[redacted]' : redact(item, mask, depth + 1),
    ]),
  );
}

/** Whether there is one, and how many, is no secret. */
const mayBeSecret = (value: unknown): boolean =>
  !['boolean', 'number', 'undefined'].includes(typeof value) && value !== null;

/** With what else an error carries: the code and path of a system error, the fields of an AppError. */
function redactError(error: Error, mask: (text: string) => string, depth: number): unknown {
  const { name, message, stack, cause } = error;
  const own = Object.fromEntries(
    Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key)),
  );
  return {
    name,
    message: mask(message),
    ...(stack === undefined ? {} : { stack: mask(stack) }),
    ...(redact(own, mask, depth + 1) as object),
    ...(cause === undefined ? {} : { cause: redact(cause, mask, depth + 1) }),
  };
}

export async function openDiagnostics({ dataDir, level, mask }: DiagnosticsOptions): Promise<Diagnostics> {
  const folder = ownLogFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [{ pino }, { default: roll }] = await Promise.all([import('pino'), import('pino-roll')]);
  const { count, ...when } = ROTATION;
  const file = await roll({
    file: join(folder, 'minipaas'),
    extension: '.log',
    ...when,
    limit: { count, removeOtherLogFiles: true },
    // What waits for space on a full disk; more than this is dropped.
    maxLength: 4 * 1024 * 1024,
    // Nobody else of this machine.
    mode: 0o600,
  });
  let isBroken = false;
  let isClosed = false;
  const listeners = new Set<() => void>();
  // A full disk must not end the program. Said once on standard error, and again after it could be written in between.
  file.on('error', (error: Error) => {
    if (!isBroken) {
      process.stderr.write(`The log in ${folder} cannot be written: ${error.message}\n`);
    }
    isBroken = true;
  });
  file.on('write', () => {
    isBroken = false;
    for (const listener of listeners) {
      listener();
    }
  });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  const write =
    (method: LogLevel) =>
    (message: string, context: Readonly<Record<string, unknown>> = {}) => {
      // Work that a stop cut off may still have something to say: nobody listens any more.
      if (!isClosed) {
        logger[method](redact(context, mask), mask(message));
      }
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    mask,
    onWritten(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        file.once('close', resolve);
        // Its last lines cannot be written: nothing more will come of it.
        file.once('error', () => resolve());
        file.end();
      }),
  };
}
