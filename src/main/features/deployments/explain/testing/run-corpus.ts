// Why applications that served have ended.
import { AppError } from '../../../../../contract/app-error.ts';
import type { Explained } from './corpus-entry.ts';

const stopped = (exitCode: number): AppError => new AppError('APPLICATION_STOPPED', { exitCode, lastLine: '' });

const whileRunning = (id: string, log: string, more: Partial<Explained> = {}): Explained => ({
  id,
  phase: 'run',
  error: stopped(1),
  log,
  ...more,
});

/** As what is measured about an end is handed over. */
const withExitCode = (exitCode: number): AppError =>
  new AppError('APPLICATION_STOPPED', { exitCode, lastLine: '' }, { details: { exitCode: String(exitCode) } });

export const runCorpus: readonly Explained[] = [
  whileRunning('connections-exhausted', 'FATAL:  sorry, too many clients already'),
  whileRunning(
    'connections-exhausted',
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out',
  ),
  whileRunning(
    'connection-lost',
    `
Error: Connection terminated unexpectedly
    at Connection.<anonymous> (/app/node_modules/pg/lib/client.js:132:73)`,
  ),
  whileRunning('connection-lost', 'psycopg2.OperationalError: server closed the connection unexpectedly'),
  whileRunning('connection-refused-localhost', 'Error: connect ECONNREFUSED 127.0.0.1:5432', {
    says: '127.0.0.1:5432',
  }),
  whileRunning('files-open-limit', "Error: EMFILE: too many open files, open '/app/data/a.json'"),
  whileRunning('stack-exhausted', 'RangeError: Maximum call stack size exceeded'),
  whileRunning('stack-exhausted', 'runtime: goroutine stack exceeds 1000000000-byte limit'),
  whileRunning('java-out-of-memory', 'java.lang.OutOfMemoryError: Java heap space', { says: 'Java heap space' }),
  whileRunning('certificate-expired', "  code: 'CERT_HAS_EXPIRED'"),
  whileRunning('stopped-from-outside', '', { error: withExitCode(143), says: '143' }),
  whileRunning('program-ended', '', { error: withExitCode(0) }),
  whileRunning('program-killed', '', { error: withExitCode(137) }),
  whileRunning('memory-limit', '', {
    error: new AppError('OUT_OF_MEMORY', { limitMb: 256 }, { details: { limitMb: '256' } }),
    step: { type: 'setMemory', memoryLimitMb: 512 },
  }),
  // What it survived does not count, the newest line does.
  whileRunning(
    'error-not-caught',
    `
Error: card declined
    at charge (/app/pay.js:3:9)
200 GET /
/app/server.js:12
    throw new TypeError('no cart')
TypeError: no cart
    at checkout (/app/server.js:12:11)

Node.js v24.1.0`,
    { error: new AppError('CRASH_LOOPING', { crashes: 10, minutes: 10, lastLine: '' }), says: 'TypeError: no cart' },
  ),
  whileRunning(
    'error-not-caught',
    `
Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
shop.errors.OutOfStockError: 7 left`,
    { error: new AppError('RELEASE_CRASHED', { crashes: 3, minutes: 5, target: 1 }), says: '7 left' },
  ),
  whileRunning('error-not-caught', 'panic: assignment to entry in nil map', { says: 'nil map' }),
  whileRunning('error-not-caught', "thread 'main' panicked at src/main.rs:4:5:", { says: 'src/main.rs' }),
  whileRunning('error-not-caught', "app.rb:4:in 'checkout': no cart (RuntimeError)", { says: 'no cart' }),
];
