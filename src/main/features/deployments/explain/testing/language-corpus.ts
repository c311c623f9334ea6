import { atStart, type Explained, inBuild } from './corpus-entry.ts';

export const languageCorpus: readonly Explained[] = [
  inBuild(
    'python-version-unsupported',
    `
ERROR: Ignored the following versions that require a different python version: 2.0.0 Requires-Python >=3.12
ERROR: Package 'shop' requires a different Python: 3.11.9 not in '>=3.12'`,
    { says: '>=3.12' },
  ),
  inBuild(
    'python-version-unsupported',
    `The currently activated Python version 3.9.2 is not supported by the project (^3.11).`,
  ),
  inBuild(
    'python-version-unsupported',
    `Current Python version (3.10.12) is not allowed by the project (>=3.12,<4.0).`,
  ),
  inBuild(
    'python-requirements-missing',
    `ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'`,
    {
      says: 'requirements.txt',
    },
  ),
  inBuild(
    'python-lockfile-out-of-sync',
    `
Installing dependencies from lock file

pyproject.toml changed significantly since poetry.lock was last generated. Run \`poetry lock\` to fix the lock file.`,
  ),
  inBuild(
    'python-lockfile-out-of-sync',
    'error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.',
  ),
  inBuild(
    'python-requirement-not-found',
    `
ERROR: Could not find a version that satisfies the requirement flaskk==3.0.0 (from versions: none)
ERROR: No matching distribution found for flaskk==3.0.0`,
    { says: 'flaskk==3.0.0' },
  ),
  inBuild(
    'python-requirements-conflict',
    `
ERROR: Cannot install -r requirements.txt (line 2) and urllib3==1.26.0 because these package versions have conflicting dependencies.
ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/`,
  ),
  inBuild(
    'python-compile',
    `
      Error: pg_config executable not found.

      pg_config is required to build psycopg2 from source.
ERROR: Failed to build installable wheels for some pyproject.toml based projects (psycopg2)`,
  ),
  inBuild(
    'python-compile',
    `
      error: command 'gcc' failed: No such file or directory
  ERROR: Failed building wheel for uvloop`,
  ),
  atStart(
    'python-module-missing',
    `
Traceback (most recent call last):
  File "/app/main.py", line 1, in <module>
    from flask import Flask
ModuleNotFoundError: No module named 'flask'`,
    { says: 'flask' },
  ),
  atStart('python-server-target', `Failed to find attribute 'app' in 'main'.`),
  atStart('python-server-target', `ERROR:    Error loading ASGI app. Attribute "app" not found in module "main".`, {
    says: 'main',
  }),
  inBuild(
    'go-mod-missing',
    `go: go.mod file not found in current directory or any parent directory; see 'go help modules'`,
  ),
  inBuild(
    'go-sum-missing',
    `main.go:6:2: no required module provides package github.com/gin-gonic/gin; to add it:
	go get github.com/gin-gonic/gin`,
    { says: 'github.com/gin-gonic/gin' },
  ),
  inBuild(
    'go-sum-missing',
    `main.go:4:2: missing go.sum entry for module providing package github.com/lib/pq (imported by shop); to add:`,
    {
      says: 'github.com/lib/pq',
    },
  ),
  inBuild('go-version-unsupported', `go: go.mod requires go >= 1.25 (running go 1.22.5; GOTOOLCHAIN=local)`, {
    says: '1.25',
  }),
  inBuild(
    'go-compile-error',
    `
# shop
./main.go:14:2: undefined: handler`,
    { says: 'undefined: handler' },
  ),
  inBuild(
    'tests-failed',
    `
 FAIL  src/cart.test.ts > adds
 Test Files  1 failed | 3 passed (4)
      Tests  2 failed | 17 passed (19)`,
  ),
  inBuild('tests-failed', `Tests:       1 failed, 41 passed, 42 total`),
  inBuild('tests-failed', `=========================== 3 failed, 20 passed in 4.21s ===========================`, {
    says: '3',
  }),
  inBuild(
    'tests-failed',
    `
--- FAIL: TestCart (0.00s)
    cart_test.go:12: got 2, want 3
FAIL`,
  ),
  inBuild(
    'lint-failed',
    `
/app/src/index.js
  3:7  error  'x' is assigned a value but never used  no-unused-vars

✖ 1 problem (1 error, 0 warnings)`,
  ),
  inBuild(
    'system-package-not-found',
    `
Reading package lists...
E: Unable to locate package libpq-devel`,
    { says: 'libpq-devel' },
  ),
  inBuild(
    'system-package-not-found',
    `
ERROR: unable to select packages:
  postgresql-develop (no such package):
    required by: world[postgresql-develop]`,
  ),
  inBuild('command-not-found', `sh: 1: vite: not found`, { says: 'vite' }),
  atStart('command-not-found', `/bin/sh: gunicorn: not found`, { says: 'gunicorn' }),
];
