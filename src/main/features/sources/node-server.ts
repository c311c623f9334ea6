// A Node.js program that no framework's row describes: found by its start script or its main file.
import type { DetectorInput } from './found-project.ts';
import type { NodeApplication } from './node-application.ts';
import { hasPackage, type NodeManifest } from './node-manifest.ts';
import { type StartCommand, startCommand } from './node-start.ts';

const libraries = [
  ['fastify', 'Fastify'],
  ['express', 'Express'],
  ['koa', 'Koa'],
  ['hono', 'Hono'],
  ['@hapi/hapi', 'hapi'],
  ['restify', 'Restify'],
  ['polka', 'Polka'],
  ['@adonisjs/core', 'AdonisJS'],
  ['@strapi/strapi', 'Strapi'],
  ['socket.io', 'Socket.IO'],
  ['ws', 'ws'],
] as const;

const usualNames = ['server', 'index', 'app', 'main', 'src/server', 'src/index', 'src/app', 'src/main'].flatMap(
  (name) => ['js', 'mjs', 'cjs', 'ts', 'mts'].map((extension) => `${name}.${extension}`),
);

export async function recogniseServer(input: DetectorInput, manifest: NodeManifest): Promise<NodeApplication | null> {
  const buildScript = manifest.scripts.has('build') ? 'build' : null;
  const start =
    startCommand(manifest) ??
    (await procfileCommand(input)) ??
    (await mainFile(input, manifest, (buildScript ?? input.declared.command) !== null));
  if (start === null) return null;
  const library = libraries.find(([name]) => hasPackage(manifest, name));
  const isBun = start.args[0] === 'bun';
  const notes = [
    ...start.notes,
    ...(library?.[0] === 'fastify'
      ? ['Fastify listens on localhost unless told otherwise: listen({ port, host: "0.0.0.0" }).']
      : []),
  ];
  const entry = start.args.find((word) => /\.(?:[cm]?[jt]s)$/.test(word));
  return {
    type: 'server',
    framework: library?.[1] ?? (isBun ? 'Bun' : 'Node.js'),
    buildScript,
    start,
    environment: { HOST: '0.0.0.0' },
    readsPort: false,
    entryFiles: entry === undefined ? [] : [entry.replace(/^\.\//, '')],
    standalone: null,
    notes,
    buildVariablePrefixes: [],
  };
}

async function procfileCommand({ tree }: DetectorInput): Promise<StartCommand | null> {
  const web = webProcess(await tree.readText('Procfile', 10_000));
  if (web === null) return null;
  return {
    args: ['sh', '-c', `exec ${web}`],
    environment: {},
    display: web,
    needsDevPackages: true,
    notes: ['The command is that of the Procfile.'],
  };
}

/** The command of the process type `web`. */
export function webProcess(procfile: string | null): string | null {
  return /^web:[ \t]*(\S.*)$/m.exec(procfile ?? '')?.[1]?.trim() ?? null;
}

async function mainFile(
  { tree, top }: DetectorInput,
  manifest: NodeManifest,
  isBuilt: boolean,
): Promise<StartCommand | null> {
  const named = manifest.main?.replace(/^\.\//, '') ?? null;
  const below = top.has('src/') ? (await tree.list('src')).map((name) => `src/${name}`) : [];
  const present = new Set([...top, ...below]);
  // What a build makes is not there yet: its name is believed.
  const isNamed = named !== null && (isBuilt || (await tree.readText(named, 1)) !== null);
  const file = isNamed ? named : usualNames.find((name) => present.has(name));
  if (file === undefined || file === null) return null;
  // Node strips types from 22.18 on; older versions refuse a .ts file.
  const notes = file.endsWith('ts') ? [`${file} is run by Node.js itself, which strips its types.`] : [];
  return { args: ['node', file], environment: {}, display: `node ${file}`, needsDevPackages: false, notes };
}
