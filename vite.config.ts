// The three bundles of miniPaaS: the control plane, the bridge of the desktop window, the dashboard.
// `npm run build` builds those whose sources changed (scripts/build).
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** Not bundled: compiled code, packages that read files of their own at run time, and what the runtime brings along. */
const external = ['better-sqlite3', 'electron', 'keytar', 'protobufjs', 'ssh2'];

/**
 * What packages load as soon as they are imported, for functions that we hardly call: gRPC and ssh2 of dockerode alone take
 * 60 ms of a start. In the bundle it is loaded when it is called, dockerode's from their own packages.
 */
const loadedWhenCalled = [
  {
    file: 'pino-roll/lib/utils.js',
    from: "const { format, addDays, addHours, parse, isValid } = require('date-fns')",
    to: ['format', 'addDays', 'addHours', 'parse', 'isValid']
      .map((name) => `const ${name} = (...args) => require('date-fns/${name}').${name}(...args)`)
      .join('\n'),
  },
  {
    file: '@fastify/static/index.js',
    from: "const { glob } = require('glob')",
    to: "const glob = (...args) => require('glob').glob(...args)",
  },
  {
    file: 'dockerode/lib/docker.js',
    from: "withSession = require('./session')",
    to: "withSession = (...args) => require('dockerode/lib/session.js')(...args)",
  },
  { file: 'dockerode/lib/docker.js', from: "require('./buildkit')", to: "require('dockerode/lib/buildkit.js')" },
  {
    file: 'docker-modem/lib/ssh.js',
    from: "require('ssh2').Client",
    to: "function () { return new (require('ssh2').Client)(); }",
  },
] as const;

function lazyPackages(): Plugin {
  return {
    name: 'minipaas:lazy-packages',
    enforce: 'pre',
    resolveId: (id) => (/^dockerode\/lib\/\w+\.js$/.test(id) ? { id, external: true } : null),
    transform(code, id) {
      const changes = loadedWhenCalled.filter(({ file }) => id.endsWith(`node_modules/${file}`));
      const absent = changes.filter(({ from }) => !code.includes(from));
      if (absent.length > 0) this.error(`${id} has changed and does not hold ${absent[0]?.from} any more`);
      if (changes.length === 0) return null;
      return { code: changes.reduce((text, { from, to }) => text.replace(from, to), code), map: null };
    },
  };
}

/** One character beyond Latin 1, be it in a comment, makes V8 keep two bytes for each of a file's. */
function asciiOnly(): Plugin {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'minipaas:ascii-only',
    applyToEnvironment: ({ name }) => name === 'main',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') output.code = output.code.replace(/[^\0-\x7f]/g, escaped);
      }
    },
  };
}

/** The oldest Node that `engines` allows; Electron's is newer. */
const target = 'node22';

const HEADLESS = 'minipaas:headless';

/** Node keeps the cache when it ends in peace; a shell that is killed should start quickly too. */
const CACHE_AFTER_MS = 3_000;

/**
 * Starts the headless shell with V8's compile cache on, which takes a third off its start. The cache has to be switched
 * on before the code is loaded, so the entry is a loader of its own. Where the folder cannot be written, nothing is lost.
 */
function headlessLoader(): Plugin {
  const entry = join(root, 'src/main/entry/headless.ts');
  return {
    name: HEADLESS,
    resolveId: (id) => (id === HEADLESS ? `\0${HEADLESS}` : null),
    load: (id) =>
      id === `\0${HEADLESS}`
        ? `import { enableCompileCache, flushCompileCache } from 'node:module';
           import { join } from 'node:path';
           enableCompileCache(join(import.meta.dirname, '../.compile-cache'));
           setTimeout(flushCompileCache, ${CACHE_AFTER_MS}).unref();
           await import(${JSON.stringify(entry)});`
        : null,
  };
}

export default defineConfig({
  root: join(root, 'src/renderer'),
  base: './',
  publicDir: false,
  plugins: [react(), headlessLoader(), lazyPackages(), asciiOnly()],
  environments: {
    client: {
      build: {
        outDir: join(root, 'dist/renderer'),
        emptyOutDir: true,
        modulePreload: { polyfill: false },
        // It comes from the own disk or over loopback.
        chunkSizeWarningLimit: 1_500,
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, external },
      build: {
        outDir: join(root, 'dist/main'),
        emptyOutDir: true,
        target,
        // Names and lines in a stack trace are worth more than a smaller file on the own disk.
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          // Also where it is not installed: keytar is optional, and has to be compiled on some systems.
          external,
          input: { headless: HEADLESS, desktop: join(root, 'src/main/entry/desktop.ts') },
          output: {
            format: 'es',
            entryFileNames: '[name].js',
            chunkFileNames: '[name]-[hash].js',
            comments: { legal: true, annotation: false, jsdoc: false },
          },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: join(root, 'dist/preload'),
        emptyOutDir: true,
        target,
        minify: false,
        // A sandboxed preload is one CommonJS file.
        rolldownOptions: {
          input: { index: join(root, 'src/preload/index.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  },
  builder: {},
});
