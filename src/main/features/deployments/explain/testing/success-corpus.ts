// What tools and applications say when all goes well, warnings and words like "error" included.
import type { FailurePhase } from '../recogniser.ts';

export const successfulLogs: readonly { readonly name: string; readonly phase: FailurePhase; readonly log: string }[] =
  [
    {
      name: 'a clone',
      phase: 'source',
      log: `
Cloning into '.'...
remote: Enumerating objects: 12, done.
Submodule path 'theme': checked out '1a2b3c4d'`,
    },
    {
      name: 'npm ci with warnings',
      phase: 'build',
      log: `
npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory.
npm warn EBADENGINE Unsupported engine {
npm warn EBADENGINE   package: 'vite@7.0.0',
npm warn EBADENGINE   required: { node: '^20.19.0 || >=22.12.0' },
npm warn ERESOLVE overriding peer dependency
added 312 packages, and audited 313 packages in 8s
3 vulnerabilities (1 low, 2 moderate)
> shop@1.0.0 build
> tsc && vite build
✓ 41 modules transformed.
dist/assets/error-page-4c2f.js   1.20 kB │ gzip: 0.60 kB
✓ built in 2.31s`,
    },
    {
      name: 'tests that pass',
      phase: 'build',
      log: `
 ✓ src/errors.test.ts (12 tests) 41ms
   ✓ says "Cannot connect" when the connection fails
 Test Files  4 passed (4)
      Tests  61 passed (61)
======================== 23 passed, 1 skipped in 4.21s =========================
ok  	shop/cart	0.014s
# tests 14
# pass 14
# fail 0
test result: ok. 14 passed; 0 failed; 0 ignored
Tests:       42 passed, 42 total`,
    },
    {
      name: 'a lint with warnings',
      phase: 'build',
      log: `✖ 2 problems (0 errors, 2 warnings)`,
    },
    {
      name: 'a Python installation',
      phase: 'build',
      log: `
Collecting flask==3.0.3 (from -r requirements.txt (line 1))
  Downloading flask-3.0.3-py3-none-any.whl (101 kB)
Building wheels for collected packages: uvloop
Successfully built uvloop
Successfully installed flask-3.0.3
WARNING: Running pip as the 'root' user can result in broken permissions`,
    },
    {
      name: 'an apt installation',
      phase: 'build',
      log: `
Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]
debconf: delaying package configuration, since apt-utils is not installed
Setting up libpq-dev (15.8-0+deb12u1) ...`,
    },
    {
      name: 'a Go build',
      phase: 'build',
      log: `
go: downloading github.com/lib/pq v1.10.9
go: downloading go1.23.4 (linux/amd64)`,
    },
    {
      name: 'a build of Next.js',
      phase: 'build',
      log: `
   ▲ Next.js 15.1.0
   Creating an optimized production build ...
 ✓ Compiled successfully
   Linting and checking validity of types ...
Route (app)                              Size     First Load JS
┌ ○ /                                    5.6 kB         105 kB
├ ○ /_not-found                          979 B          106 kB`,
    },
    {
      name: 'a server that starts',
      phase: 'start',
      log: `
{"level":"info","msg":"connected to database","host":"db.internal:5432"}
Server listening on http://0.0.0.0:8080
GET /healthz 200 1 ms
GET /missing 404 1 ms
The variable LOG_LEVEL is set to debug`,
    },
    {
      name: 'gunicorn that starts',
      phase: 'start',
      log: `
[2026-01-02 10:00:00 +0000] [1] [INFO] Starting gunicorn 22.0.0
[2026-01-02 10:00:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)
[2026-01-02 10:00:00 +0000] [7] [INFO] Booting worker with pid: 7`,
    },
    {
      name: 'migrations that were applied',
      phase: 'start',
      log: `
INFO  [alembic.runtime.migration] Running upgrade 3f1c2a -> 9b8d7e, add users
Operations to perform:
  Apply all migrations: admin, auth
Running migrations:
  Applying auth.0012_alter_user_first_name_max_length... OK
All migrations have been successfully applied.`,
    },
    {
      name: 'an application that serves',
      phase: 'run',
      log: `
listening on 8080
GET / 200 3 ms
{"level":"error","msg":"payment failed","error":"Error: card declined"}
WARN: retrying after error: connection reset
    at retry (/app/queue.js:3:9)
Closing after SIGTERM.`,
    },
  ];
