// Which package manager a project uses and how it installs exactly what the lockfile says.
import type { DetectorInput } from './found-project.ts';
import { hasAnyPackage, type NodeManifest } from './node-manifest.ts';

export interface NodeManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockfile: string | null;
  /** Puts the manager into an image that may lack it; null where the image has it. */
  readonly setup: string | null;
  readonly install: string;
  /** Takes out what only the build needed; null where the manager has no safe way. */
  readonly prune: string | null;
  readonly run: (script: string) => string;
  /** Without node_modules: only the manager itself can start the program. */
  readonly isPlugAndPlay: boolean;
  /** Files beside package.json and the lockfile that the installation reads. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

const lockfiles = [
  ['pnpm', 'pnpm-lock.yaml'],
  ['yarn', 'yarn.lock'],
  ['bun', 'bun.lock'],
  ['bun', 'bun.lockb'],
  ['npm', 'package-lock.json'],
  ['npm', 'npm-shrinkwrap.json'],
] as const;

export async function nodeManager({ tree, top }: DetectorInput, manifest: NodeManifest): Promise<NodeManager> {
  const present = lockfiles.filter(([, file]) => top.has(file));
  const named = /^(npm|pnpm|yarn|bun)@([\w.-]+)/.exec(manifest.packageManager ?? '');
  const name = (named?.[1] as NodeManager['name'] | undefined) ?? present[0]?.[0] ?? 'npm';
  const version = named?.[2] ?? null;
  const lockfile = present.find(([manager]) => manager === name)?.[1] ?? null;
  const others = present.filter(([manager]) => manager !== name).map(([, file]) => file);
  const notes = [
    ...(lockfile === null && hasAnyPackage(manifest)
      ? ['There is no lockfile: the installed versions may change from build to build.']
      : []),
    ...(others.length > 0 ? [`There are several lockfiles; ${name} is used and ${others.join(', ')} is not.`] : []),
  ];
  const common = { name, lockfile, notes, isPlugAndPlay: false };
  switch (name) {
    case 'npm':
      return {
        ...common,
        setup: null,
        install: lockfile === null ? 'npm install' : 'npm ci',
        prune: 'npm prune --omit=dev',
        run: (script) => `npm run ${script}`,
        files: inTop(top, '.npmrc'),
      };
    case 'pnpm':
      return {
        ...common,
        setup: `npm install --global pnpm@${version ?? (await pnpmMajor(tree.readText('pnpm-lock.yaml', 200)))}`,
        install: lockfile === null ? 'pnpm install' : 'pnpm install --frozen-lockfile',
        // CI: it would ask before it removes packages.
        prune: 'CI=true pnpm prune --prod',
        run: (script) => `pnpm run ${script}`,
        files: inTop(top, '.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs'),
      };
    case 'bun':
      return {
        ...common,
        setup: `npm install --global bun@${version ?? '1'}`,
        install: lockfile === null ? 'bun install' : 'bun install --frozen-lockfile',
        prune: lockfile === null ? null : 'rm -rf node_modules && bun install --frozen-lockfile --production',
        run: (script) => `bun run ${script}`,
        files: inTop(top, '.npmrc', 'bunfig.toml'),
      };
    case 'yarn':
      return yarn(
        await tree.readText('yarn.lock', 2000),
        await tree.readText('.yarnrc.yml', 10_000),
        version,
        common,
        top,
      );
  }
}

function yarn(
  lock: string | null,
  settings: string | null,
  version: string | null,
  common: Pick<NodeManager, 'name' | 'lockfile' | 'notes' | 'isPlugAndPlay'>,
  top: ReadonlySet<string>,
): NodeManager {
  const run = (script: string) => `yarn run ${script}`;
  const isClassic = version === null ? !/^__metadata:/m.test(lock ?? '') : version.startsWith('1.');
  if (isClassic) {
    const frozen = common.lockfile === null ? '' : ' --frozen-lockfile';
    return {
      ...common,
      setup: `command -v yarn || npm install --global yarn@${version ?? '1'}`,
      install: `yarn install${frozen}`,
      prune: `yarn install${frozen} --production --ignore-scripts --prefer-offline`,
      run,
      files: inTop(top, '.npmrc', '.yarnrc'),
    };
  }
  const isCheckedIn = /^yarnPath:/m.test(settings ?? '');
  return {
    ...common,
    // yarn 1 hands over to the release that .yarnrc.yml names; otherwise yarn's own package is the program.
    setup: isCheckedIn
      ? 'command -v yarn || npm install --global yarn@1'
      : `npm install --global --force @yarnpkg/cli-dist@${version ?? '4'}`,
    install: common.lockfile === null ? 'yarn install' : 'yarn install --immutable',
    prune: null,
    run,
    isPlugAndPlay: !/^nodeLinker:\s*["']?(?:node-modules|pnpm)/m.test(settings ?? ''),
    files: inTop(top, '.yarnrc.yml', '.yarn/'),
  };
}

const inTop = (top: ReadonlySet<string>, ...names: readonly string[]) => names.filter((name) => top.has(name));

/** The version that wrote the lockfile's format. */
async function pnpmMajor(lock: Promise<string | null>): Promise<string> {
  const format = /^lockfileVersion:\s*['"]?(\d+)/m.exec((await lock) ?? '')?.[1];
  return format === '5' ? '7' : format === '6' ? '8' : '10';
}
