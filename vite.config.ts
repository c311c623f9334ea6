// The three bundles of miniPaaS: the control plane, the bridge of the desktop window, the dashboard.
// `npm run build` builds those whose sources changed (scripts/build).
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** Not bundled: compiled code, packages that read files of their own at run time, and what the runtime brings along. */
const external = ['better-sqlite3', 'dockerode', 'electron', 'keytar', 'protobufjs', 'ssh2'];

/** The oldest Node that `engines` allows; Electron's is newer. */
const target = 'node22';

const HEADLESS = 'minipaas:headless';

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
        ? `import { enableCompileCache } from 'node:module';
           import { join } from 'node:path';
           enableCompileCache(join(import.meta.dirname, '../.compile-cache'));
           await import(${JSON.stringify(entry)});`
        : null,
  };
}

export default defineConfig({
  root: join(root, 'src/renderer'),
  base: './',
  publicDir: false,
  plugins: [react(), headlessLoader()],
  environments: {
    client: {
      build: { outDir: join(root, 'dist/renderer'), emptyOutDir: true, modulePreload: { polyfill: false } },
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
          input: { headless: HEADLESS, desktop: join(root, 'src/main/entry/desktop.ts') },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
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
