import { atStart, type Explained, inBuild } from './corpus-entry.ts';

export const nodeCorpus: readonly Explained[] = [
  inBuild(
    'node-lockfile-out-of-sync',
    `
npm error code EUSAGE
npm error
npm error \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm error
npm error Missing: express@5.1.0 from lock file`,
    { line: 'can only install packages' },
  ),
  inBuild(
    'node-lockfile-out-of-sync',
    ` ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with package.json`,
  ),
  inBuild(
    'node-lockfile-out-of-sync',
    `error Your lockfile needs to be updated, but yarn was run with \`--frozen-lockfile\`.`,
  ),
  inBuild(
    'node-lockfile-out-of-sync',
    `➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.`,
  ),
  inBuild('node-lockfile-out-of-sync', `error: lockfile had changes, but lockfile is frozen`),
  inBuild(
    'node-lockfile-missing',
    `
npm ERR! code EUSAGE
npm ERR!
npm ERR! The \`npm ci\` command can only install with an existing package-lock.json or
npm ERR! npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or
npm ERR! later to generate a package-lock.json file, then try again.`,
  ),
  inBuild(
    'node-peer-dependencies',
    `
npm error code ERESOLVE
npm error ERESOLVE unable to resolve dependency tree
npm error
npm error While resolving: shop@1.0.0
npm error Found: react@19.0.0
npm error Could not resolve dependency:
npm error peer react@"^18.0.0" from react-select@5.7.0`,
  ),
  inBuild(
    'node-script-missing',
    `
npm error Missing script: "build"
npm error
npm error To see a list of scripts, run:
npm error   npm run`,
    { says: '“build”', step: { type: 'openSettings' } },
  ),
  inBuild('node-script-missing', `error Command "build" not found.`),
  inBuild('node-script-missing', ` ERR_PNPM_NO_SCRIPT  Missing script: start:prod`, { says: 'start:prod' }),
  inBuild('node-script-missing', `Usage Error: Couldn't find a script named "compile".`),
  inBuild('node-script-missing', `error: Script not found "build"`),
  inBuild(
    'node-version-unsupported',
    `
npm ERR! code EBADENGINE
npm ERR! engine Unsupported engine
npm ERR! engine Not compatible with your version of node/npm: shop@1.0.0
npm ERR! notsup Required: {"node":">=22"}`,
  ),
  inBuild(
    'node-version-unsupported',
    `error vite@7.0.0: The engine "node" is incompatible with this module. Expected version "^20.19.0 || >=22.12.0". Got "18.20.4"`,
    {
      says: '^20.19.0',
    },
  ),
  inBuild(
    'node-version-unsupported',
    `You are using Node.js 16.20.2. For Next.js, Node.js version ">= v18.17.0" is required.`,
    {
      says: '18.17.0',
    },
  ),
  inBuild(
    'node-package-not-found',
    `
npm error code E404
npm error 404 Not Found - GET https://registry.npmjs.org/@acme%2fui - Not found
npm error 404
npm error 404  '@acme/ui@^2.0.0' is not in this registry.`,
    { says: '@acme/ui@^2.0.0' },
  ),
  inBuild(
    'node-package-not-found',
    `
npm error code ETARGET
npm error notarget No matching version found for left-pad@^9.9.9.`,
    { says: 'left-pad@^9.9.9' },
  ),
  inBuild(
    'node-registry-login',
    `
npm error code E401
npm error Incorrect or missing password.`,
  ),
  inBuild(
    'node-registry-unreachable',
    `
npm error code EAI_AGAIN
npm error syscall getaddrinfo
npm error errno EAI_AGAIN
npm error request to https://registry.npmjs.org/express failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org`,
  ),
  inBuild(
    'node-out-of-memory',
    `
<--- Last few GCs --->
[19:0x7f0b8c0]   101289 ms: Mark-Compact 2038.7 (2081.2) -> 2037.0 (2082.2) MB
FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----`,
    { step: null },
  ),
  atStart('node-out-of-memory', `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`, {
    step: { type: 'setMemory', memoryLimitMb: 512 },
  }),
  inBuild(
    'typescript-error',
    `
> shop@1.0.0 build
> tsc -p tsconfig.build.json
src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.
src/index.ts(3,20): error TS2307: Cannot find module './routes' or its corresponding type declarations.
npm error Lifecycle script \`build\` failed with error:`,
    { says: 'src/cart.ts', line: 'TS2322' },
  ),
  inBuild('typescript-error', `src/app.ts:4:9 - error TS7006: Parameter 'x' implicitly has an 'any' type.`, {
    says: 'line 4',
  }),
  inBuild(
    'typescript-error',
    `
Failed to compile.

./app/page.tsx:7:15
Type error: Property 'user' does not exist on type '{}'.`,
    { says: "Property 'user'" },
  ),
  inBuild('module-not-resolved', `Module not found: Error: Can't resolve './Header' in '/app/src/components'`, {
    says: './Header',
  }),
  inBuild('module-not-resolved', `[vite]: Rollup failed to resolve import "axios" from "/app/src/api.ts".`, {
    says: 'axios',
  }),
  inBuild('module-not-resolved', `✘ [ERROR] Could not resolve "@/lib/db"`),
  inBuild(
    'node-openssl',
    `Error: error:0308010C:digital envelope routines::unsupported
    at new Hash (node:internal/crypto/hash:79:19)`,
  ),
  inBuild(
    'node-native-module',
    `
gyp ERR! find Python
gyp ERR! find Python You need to install the latest version of Python.
gyp ERR! configure error`,
  ),
  atStart(
    'node-file-missing',
    `
node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module '/app/dist/server.js'
    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)`,
    { says: '/app/dist/server.js' },
  ),
  atStart(
    'node-package-missing',
    `
Error: Cannot find module 'express'
Require stack:
- /app/server.js`,
    { says: 'express' },
  ),
  atStart('node-package-missing', `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pg' imported from /app/db.js`, {
    says: 'pg',
  }),
  atStart(
    'node-module-format',
    `
import express from 'express';
^^^^^^
SyntaxError: Cannot use import statement outside a module`,
  ),
  atStart(
    'prisma-client',
    `
PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime "linux-musl-openssl-3.0.x".`,
    {
      says: 'linux-musl-openssl-3.0.x',
    },
  ),
];
