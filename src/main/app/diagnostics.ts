// The control plane's own log: JSON lines in the data folder, rotated, and warnings on standard error.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DiagnosticLog } from '../features/deployments/ports.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Diagnostics extends DiagnosticLog {
  close(): Promise<void>;
}

/** Keys whose values never reach the log, at whatever depth. */
const sensitive = /pass(word|phrase)|secret|token|authorization|cookie|privatekey|credential|^value$/i;

/** The same data without what must not be written; errors become plain objects with their causes. */
export function redact(value: unknown, depth = 0): unknown {
  if (depth > 6) {
    return '[deep]';
  }
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = 'code' in value ? { code: value.code } : {};
    return { name, message, stack, ...code, ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }) };
  }
  if (Array.isArray(value)) {
    return value.slice(0, 100).map((item) => redact(item, depth + 1));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, sensitive.test(key) ? '[redacted]' : redact(item, depth + 1)]),
    );
  }
  return typeof value === 'bigint' ? String(value) : value;
}

export async function openDiagnostics(dataDir: string, level: LogLevel): Promise<Diagnostics> {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [{ pino }, { default: roll }] = await Promise.all([import('pino'), import('pino-roll')]);
  const file = await roll({
    file: join(folder, 'minipaas'),
    extension: '.log',
    size: '10m',
    limit: { count: 4 },
    // What waits for space on a full disk; more than this is dropped.
    maxLength: 4 * 1024 * 1024,
  });
  let isBroken = false;
  let isClosed = false;
  // A full disk must not end the program. Said once on standard error, and again after it could be written in between.
  file.on('error', (error: Error) => {
    if (!isBroken) {
      process.stderr.write(`The log in ${folder} cannot be written: ${error.message}\n`);
    }
    isBroken = true;
  });
  file.on('write', () => {
    isBroken = false;
  });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  const write =
    (method: LogLevel) =>
    (message: string, context: Readonly<Record<string, unknown>> = {}) => {
      // Work that a stop cut off may still have something to say: nobody listens any more.
      if (!isClosed) {
        logger[method](redact(context), message);
      }
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
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
