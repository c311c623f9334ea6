import { AppError } from '../../../../../contract/app-error.ts';
import { atStart, exited, type Explained, inBuild } from './corpus-entry.ts';

const engineSays = (problem: string) => new AppError('ENGINE_FAILED', { action: 'start the container', problem });
const unhealthy = (path: string, problem: string) =>
  new AppError('HEALTH_CHECK_FAILED', { path, problem, seconds: 60 });
const silent = (listening: readonly number[]) =>
  new AppError(
    'PORT_NOT_LISTENING',
    { port: 8080, seconds: 60, listening },
    { details: { expected: '8080', ...(listening.length === 0 ? {} : { listening: listening.join(', ') }) } },
  );

export const startCorpus: readonly Explained[] = [
  atStart('script-line-ends', `/usr/bin/env: 'bash\\r': No such file or directory`, { says: 'bash' }),
  atStart(
    'script-line-ends',
    `env: can't execute 'x'
/app/start.sh: line 2: $'\\r': command not found`,
  ),
  atStart('entrypoint-not-executable', '', {
    error: engineSays('OCI runtime create failed: exec: "/app/start.sh": permission denied: unknown'),
    says: '/app/start.sh',
  }),
  atStart('entrypoint-not-found', '', {
    error: engineSays(
      'OCI runtime create failed: container_linux.go:367: starting container process caused: exec: "bundle": executable file not found in $PATH: unknown',
    ),
    says: 'bundle',
  }),
  atStart('entrypoint-not-found', `exec /app/entrypoint.sh: no such file or directory`, { says: '/app/entrypoint.sh' }),
  atStart('entrypoint-not-found', `python: can't open file '/app/main.py': [Errno 2] No such file or directory`, {
    says: '/app/main.py',
  }),
  atStart(
    'shared-library-missing',
    `./server: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory`,
    {
      says: 'libssl.so.1.1',
    },
  ),
  atStart(
    'shared-library-missing',
    "./server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./server)",
  ),
  inBuild('variable-missing', '', {
    error: new AppError(
      'VARIABLES_MISSING',
      { names: ['DATABASE_URL', 'SMTP_URL'] },
      { details: { name: 'DATABASE_URL, SMTP_URL' } },
    ),
    step: { type: 'setVariables', keys: ['DATABASE_URL', 'SMTP_URL'] },
  }),
  atStart(
    'variable-not-set',
    `
Traceback (most recent call last):
  File "/app/settings.py", line 9, in <module>
    DATABASE_URL = os.environ['DATABASE_URL']
KeyError: 'DATABASE_URL'`,
    { step: { type: 'setVariables', keys: ['DATABASE_URL'] } },
  ),
  atStart('variable-not-set', `error: Environment variable not found: DATABASE_URL.`),
  atStart('variable-not-set', `Error: Missing required environment variable: STRIPE_SECRET_KEY`, {
    says: 'STRIPE_SECRET_KEY',
  }),
  atStart('variable-not-set', `panic: JWT_SECRET is not set`, { says: 'JWT_SECRET' }),
  atStart('variable-not-set', `config.rb:3:in 'fetch': key not found: "SECRET_KEY_BASE" (KeyError)`),
  atStart('variable-not-set', `django.core.exceptions.ImproperlyConfigured: Set the DATABASE_URL environment variable`),
  atStart(
    'database-migration',
    `
Error: P3009

migrate found failed migrations in the target database, new migrations will not be applied.`,
    { says: 'P3009' },
  ),
  atStart('database-migration', `alembic.util.exc.CommandError: Can't locate revision identified by '3f1c2a'`, {
    says: '3f1c2a',
  }),
  atStart('database-tables-missing', `psycopg2.errors.UndefinedTable: relation "users" does not exist`, {
    says: 'users',
  }),
  atStart('database-tables-missing', `sqlite3.OperationalError: no such table: carts`),
  atStart('database-missing', `FATAL:  database "shop_production" does not exist`, { says: 'shop_production' }),
  atStart(
    'database-login',
    `psycopg2.OperationalError: connection to server at "db" (10.0.0.2), port 5432 failed: FATAL:  password authentication failed for user "shop"`,
    {
      says: 'shop',
    },
  ),
  atStart(
    'connection-refused-localhost',
    `Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)`,
    { says: '127.0.0.1:5432' },
  ),
  atStart(
    'connection-refused-localhost',
    `redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.`,
  ),
  atStart('connection-refused', `dial tcp 10.1.2.3:5432: connect: connection refused`, { says: '10.1.2.3:5432' }),
  atStart(
    'connection-refused',
    `PrismaClientInitializationError: Can't reach database server at \`db.internal:5432\``,
    { says: 'db.internal:5432' },
  ),
  atStart(
    'name-not-found',
    `Error: getaddrinfo ENOTFOUND postgres
    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)`,
    { says: 'postgres' },
  ),
  atStart('name-not-found', `could not translate host name "db" to address: Name or service not known`, { says: 'db' }),
  atStart('port-privileged', `Error: listen EACCES: permission denied 0.0.0.0:80`, { says: '80', step: null }),
  atStart('port-privileged', `nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)`),
  atStart('port-in-use', `Error: listen EADDRINUSE: address already in use :::3000`, { says: '3000' }),
  atStart('file-permission', `Error: EACCES: permission denied, mkdir '/app/storage/uploads'`, {
    says: '/app/storage/uploads',
  }),
  atStart('file-permission', `PermissionError: [Errno 13] Permission denied: '/data/shop.db'`),
  atStart('file-system-read-only', `OSError: [Errno 30] Read-only file system: '/app/cache'`),
  atStart('memory-limit', '', {
    error: new AppError('OUT_OF_MEMORY', { limitMb: 256 }, { details: { limitMb: '256' } }),
    says: '256 MB',
    step: { type: 'setMemory', memoryLimitMb: 512 },
  }),
  atStart('port-mismatch', `Listening on 3000`, {
    error: silent([3000, 9229]),
    says: '3000',
    step: { type: 'setPort', port: 3000 },
  }),
  atStart('listens-on-localhost', `Local: http://localhost:8080/`, {
    error: new AppError('LISTENS_ON_LOCALHOST', { port: 8080 }),
  }),
  atStart('port-silent', `worker ready`, { error: silent([]) }),
  atStart('health-path-not-found', '', { error: unhealthy('/healthz', 'it answered 404'), says: '/healthz' }),
  atStart('health-path-login', '', { error: unhealthy('/admin', 'it answered 401'), says: '/admin' }),
  atStart('health-path-error', '', { error: unhealthy('/healthz', 'it answered 503'), says: '503' }),
  atStart('program-killed', `Starting…`, { error: exited(137) }),
  atStart('program-crashed', `Starting…`, { error: exited(139) }),
  atStart('program-ended', `Done in 3.1s.`, { error: exited(0) }),
  atStart('release-command-failed', `assertion failed`, {
    error: new AppError('RELEASE_COMMAND_FAILED', { command: './migrate', exitCode: 1, lastLine: '' }),
  }),
];
