// Frameworks that are recognised by their package. Each row says what its build makes and how that is started.
import type { DetectorInput } from './found-project.ts';
import type { NodeApplication } from './node-application.ts';
import { hasPackage, type NodeManifest } from './node-manifest.ts';
import { type StartCommand, startCommand } from './node-start.ts';

interface Context extends DetectorInput {
  readonly manifest: NodeManifest;
  /** The start script, where it is one for production. */
  readonly scripted: StartCommand | null;
}
type Recognise = (context: Context) => Promise<NodeApplication | null>;

const all = { HOST: '0.0.0.0' };

export async function recogniseFramework(
  input: DetectorInput,
  manifest: NodeManifest,
): Promise<NodeApplication | null> {
  const context = { ...input, manifest, scripted: startCommand(manifest) };
  for (const recognise of frameworks) {
    const found = await recognise(context);
    if (found !== null) return found;
  }
  return null;
}

const next: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'next')) return null;
  const config = await readFirst(context, ['next.config.js', 'next.config.mjs', 'next.config.ts', 'next.config.cjs']);
  const output = /\boutput:\s*["'`](export|standalone)["'`]/.exec(config ?? '')?.[1];
  const prefixes = ['NEXT_PUBLIC_'];
  if (output === 'export') return site(context, 'Next.js (static export)', 'out', prefixes);
  const isStandalone = output === 'standalone';
  const start = isStandalone ? command('node', 'server.js') : (context.scripted ?? command('next', 'start'));
  return {
    ...server(context, 'Next.js', start, prefixes),
    environment: { ...all, HOSTNAME: '0.0.0.0', NEXT_TELEMETRY_DISABLED: '1' },
    readsPort: true,
    standalone: isStandalone
      ? {
          directory: '.next/standalone',
          prepare: [
            'mkdir -p .next/standalone/.next && cp -r .next/static .next/standalone/.next/static',
            ...(context.top.has('public/') ? ['cp -r public .next/standalone/public'] : []),
          ],
        }
      : null,
  };
};

const nuxt: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'nuxt')) return null;
  const prefixes = ['NUXT_PUBLIC_'];
  if (/\bgenerate\b/.test(context.manifest.scripts.get('build') ?? ''))
    return site(context, 'Nuxt (static)', '.output/public', prefixes);
  const found = server(context, 'Nuxt', command('node', 'server/index.mjs'), prefixes);
  return { ...found, readsPort: true, standalone: { directory: '.output', prepare: [] } };
};

const reactRouter: Recognise = async (context) => {
  const isRemix = hasPackage(context.manifest, '@remix-run/serve');
  const isRouter = hasPackage(context.manifest, '@react-router/dev');
  if (!isRemix && !isRouter) return null;
  const config = await readFirst(context, ['react-router.config.ts', 'react-router.config.js']);
  if (isRouter && /\bssr:\s*false\b/.test(config ?? '')) {
    return site(context, 'React Router (single page)', 'build/client', ['VITE_'], true);
  }
  const start = context.scripted ?? command(isRemix ? 'remix-serve' : 'react-router-serve', './build/server/index.js');
  return { ...server(context, isRemix ? 'Remix' : 'React Router', start, ['VITE_']), readsPort: true };
};

const svelteKit: Recognise = async (context) => {
  if (!hasPackage(context.manifest, '@sveltejs/kit')) return null;
  const prefixes = ['PUBLIC_', 'VITE_'];
  if (hasPackage(context.manifest, '@sveltejs/adapter-static'))
    return site(context, 'SvelteKit (static)', 'build', prefixes);
  const found = server(context, 'SvelteKit', command('node', 'build'), prefixes);
  const notes = hasPackage(context.manifest, '@sveltejs/adapter-node')
    ? []
    : ['SvelteKit makes a server only with @sveltejs/adapter-node: install it and name it in svelte.config.js.'];
  return { ...found, readsPort: true, notes };
};

const astro: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'astro')) return null;
  if (!hasPackage(context.manifest, '@astrojs/node')) return site(context, 'Astro (static)', 'dist', ['PUBLIC_']);
  return { ...server(context, 'Astro', command('node', './dist/server/entry.mjs'), ['PUBLIC_']), readsPort: true };
};

const nest: Recognise = async (context) => {
  if (!hasPackage(context.manifest, '@nestjs/core')) return null;
  const scripted = context.scripted?.args[0] === 'node' ? context.scripted : null;
  return { ...server(context, 'NestJS', scripted ?? command('node', 'dist/main'), []), entryFiles: ['src/main.ts'] };
};

const angular: Recognise = async (context) => {
  if (!hasPackage(context.manifest, '@angular/core') || !context.top.has('angular.json')) return null;
  const text = (await context.tree.readText('angular.json')) ?? '';
  const name =
    /"defaultProject":\s*"([^"]+)"/.exec(text)?.[1] ?? /"projects":\s*\{\s*"([^"]+)"/.exec(text)?.[1] ?? 'app';
  const base = /"outputPath":\s*(?:\{\s*"base":\s*)?"([^"]+)"/.exec(text)?.[1] ?? `dist/${name}`;
  // The application builder puts what is for browsers into a directory of its own.
  const isApplication = /"builder":\s*"[^"]*:application"/.test(text);
  if (isApplication && /"ssr":\s*(?:true|\{)/.test(text)) {
    return {
      ...server(context, 'Angular', command('node', `${base}/server/server.mjs`), ['NG_APP_']),
      entryFiles: ['src/server.ts', 'server.ts'],
    };
  }
  return site(context, 'Angular', isApplication ? `${base}/browser` : base, ['NG_APP_'], true);
};

/** Package, name, output directory, whether unknown paths belong to the first page, prefixes. */
const sites: readonly (readonly [string, string, string, boolean, readonly string[]])[] = [
  ['react-scripts', 'Create React App', 'build', true, ['REACT_APP_']],
  ['@vue/cli-service', 'Vue CLI', 'dist', true, ['VUE_APP_']],
  ['gatsby', 'Gatsby', 'public', false, ['GATSBY_']],
  ['@docusaurus/core', 'Docusaurus', 'build', false, []],
  ['@11ty/eleventy', 'Eleventy', '_site', false, []],
];

const knownSites: Recognise = async (context) => {
  const row = sites.find(([name]) => hasPackage(context.manifest, name));
  if (row === undefined || isServer(context)) return null;
  const [, framework, directory, isSinglePage, prefixes] = row;
  return site(context, framework, directory, prefixes, isSinglePage);
};

const vitePress: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'vitepress')) return null;
  const scripts = [...context.manifest.scripts];
  const build = scripts.find(([, script]) => /\bvitepress build\b/.test(script));
  const root = /\bvitepress build\s+([\w./-]+)/.exec(build?.[1] ?? '')?.[1] ?? '.';
  return {
    ...site(context, 'VitePress', `${root}/.vitepress/dist`.replace(/^\.\//, ''), []),
    buildScript: build?.[0] ?? 'build',
  };
};

const vite: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'vite') || isServer(context) || !context.manifest.scripts.has('build')) return null;
  const config = await readFirst(context, ['vite.config.ts', 'vite.config.js', 'vite.config.mjs', 'vite.config.mts']);
  const directory = /\boutDir:\s*["'`]([\w./-]+)["'`]/.exec(config ?? '')?.[1] ?? 'dist';
  return site(context, 'Vite (static build)', directory.replace(/^\.\//, ''), ['VITE_'], true);
};

const parcel: Recognise = async (context) => {
  if (!hasPackage(context.manifest, 'parcel') || isServer(context)) return null;
  return site(context, 'Parcel (static build)', 'dist', [], true);
};

const frameworks = [next, nuxt, reactRouter, svelteKit, astro, nest, angular, knownSites, vitePress, vite, parcel];

/** A start script that runs a program of the project's own: its build is that program's, not a site. */
function isServer({ scripted }: Context): boolean {
  const program = scripted?.args[0];
  return program !== undefined && !['serve', 'http-server', 'npm'].includes(program);
}

function command(...args: string[]): StartCommand {
  return { args, environment: {}, display: args.join(' '), needsDevPackages: false, notes: [] };
}

function server(
  { manifest }: Context,
  framework: string,
  start: StartCommand,
  buildVariablePrefixes: readonly string[],
): Extract<NodeApplication, { type: 'server' }> {
  return {
    type: 'server',
    framework,
    buildScript: manifest.scripts.has('build') ? 'build' : null,
    start,
    environment: all,
    readsPort: false,
    entryFiles: [],
    standalone: null,
    notes: [],
    buildVariablePrefixes,
  };
}

function site(
  { manifest }: Context,
  framework: string,
  outputDirectory: string,
  buildVariablePrefixes: readonly string[],
  isSinglePage = false,
): NodeApplication {
  const hasBuild = manifest.scripts.has('build');
  return {
    type: 'static',
    framework,
    buildScript: hasBuild ? 'build' : null,
    outputDirectory,
    isSinglePage,
    notes: hasBuild ? [] : ['package.json has no script "build": the files are taken as they are.'],
    buildVariablePrefixes,
  };
}

async function readFirst({ tree, top }: Context, names: readonly string[]): Promise<string | null> {
  const name = names.find((candidate) => top.has(candidate));
  return name === undefined ? null : tree.readText(name, 100_000);
}
