// Detection over files that are only named here, with the settings a new installation has.
import type { Detection } from '../../src/contract/sources.ts';
import { detectSource } from '../../src/main/features/sources/detect.ts';
import type { BuildDefaults, DeclaredSteps } from '../../src/main/features/sources/found-project.ts';
import { memoryTree } from './memory-tree.ts';

export const buildDefaults: BuildDefaults = {
  defaultPort: 3000,
  registryMirror: null,
  baseImages: {
    node: 'node:{version}-slim',
    python: 'python:{version}-slim',
    go: 'golang:{version}',
    static: 'busybox:stable',
    goRuntime: 'gcr.io/distroless/static-debian12',
  },
};

export type Files = Readonly<Record<string, string>>;

export async function detect(
  files: Files,
  change: Partial<BuildDefaults> = {},
  dockerfilePath: string | null = null,
  buildSecrets: readonly string[] = [],
  declared?: DeclaredSteps,
): Promise<Detection> {
  const defaults = { ...buildDefaults, ...change };
  return (await detectSource(memoryTree(files), { defaults, dockerfilePath, buildSecrets, declared })).detection;
}

export const nodeProject = (manifest: unknown, files: Files = {}): Files => ({
  'package.json': JSON.stringify(manifest),
  ...files,
});

/** Instructions without comments, for what a test is not about the wording of. */
export const instructions = ({ dockerfile }: Detection): readonly string[] =>
  dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
