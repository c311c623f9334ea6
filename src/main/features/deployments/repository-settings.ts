// What minipaas.json adds to the settings of a project. Pure. A setting that still is what every new project has was not chosen by
// anybody: there the file is heard. What a person has set stays.
import { type ProjectSettings, releaseDefaults } from '../../../contract/projects.ts';
import type { RepositoryFile } from '../../../contract/repository-file.ts';
import { type FileSettings, fileSettings } from '../../../contract/file-settings.ts';
import type { ReleaseOrigins } from '../../../contract/release-origins.ts';
import type { SnapshotVariable } from './ports/deployment-store.ts';

/** What a new project has, of what the file may say. */
const unset = {
  dockerfilePath: null,
  healthPath: null,
  healthTimeoutSeconds: 60,
  healthPort: releaseDefaults.healthPort,
  healthIntervalSeconds: releaseDefaults.healthIntervalSeconds,
  healthProbeTimeoutSeconds: releaseDefaults.healthProbeTimeoutSeconds,
  healthGraceSeconds: releaseDefaults.healthGraceSeconds,
  releaseCommand: releaseDefaults.releaseCommand,
  releaseCommandTimeoutSeconds: releaseDefaults.releaseCommandTimeoutSeconds,
  releaseCommandOnRollback: releaseDefaults.releaseCommandOnRollback,
} as const satisfies FileSettings;

type Setting = keyof FileSettings;
type Value = ReleaseOrigins['values'][number];

const names: { readonly [S in Setting]: string } = {
  dockerfilePath: 'build.dockerfile',
  healthPath: 'health.path',
  healthTimeoutSeconds: 'health.readyWithinSeconds',
  healthPort: 'health.port',
  healthIntervalSeconds: 'health.intervalSeconds',
  healthProbeTimeoutSeconds: 'health.timeoutSeconds',
  healthGraceSeconds: 'health.graceSeconds',
  releaseCommand: 'release.command',
  releaseCommandTimeoutSeconds: 'release.timeoutSeconds',
  releaseCommandOnRollback: 'release.onRollback',
};

function said(file: RepositoryFile): Partial<FileSettings> {
  const { build = {}, health = {}, release } = file;
  const values = {
    dockerfilePath: build.dockerfile,
    healthPath: health.path,
    healthTimeoutSeconds: health.readyWithinSeconds,
    healthPort: health.port,
    healthIntervalSeconds: health.intervalSeconds,
    healthProbeTimeoutSeconds: health.timeoutSeconds,
    healthGraceSeconds: health.graceSeconds,
    releaseCommand: release?.command,
    releaseCommandTimeoutSeconds: release?.timeoutSeconds,
    releaseCommandOnRollback: release?.onRollback,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export interface MergedSettings {
  readonly settings: ProjectSettings;
  /** Of those that the file may say something about, as they were. */
  readonly ownSettings: FileSettings;
  readonly values: readonly Value[];
}

/** `file` null: there is none. */
export function mergeSettings(own: ProjectSettings, file: RepositoryFile | null): MergedSettings {
  const fromFile = file === null ? {} : said(file);
  const chosen = (Object.keys(unset) as Setting[]).filter((setting) => own[setting] !== unset[setting]);
  const heard = Object.fromEntries(
    Object.entries(fromFile).filter(([setting]) => !chosen.includes(setting as Setting)),
  );
  const settings = { ...own, ...heard };
  const values = (Object.keys(unset) as Setting[]).map((setting): Value => {
    const inFile = fromFile[setting];
    const isChosen = chosen.includes(setting);
    const isOverruled = isChosen && inFile !== undefined && inFile !== own[setting];
    return {
      key: names[setting],
      value: textOf(settings[setting]),
      origin: isChosen ? 'project' : inFile === undefined ? 'default' : 'file',
      overruled: isOverruled ? textOf(inFile) : null,
    };
  });
  return { settings, ownSettings: fileSettings.parse(own), values };
}

export interface MergedVariables {
  /** Those that the project does not set and the file has a value for. */
  readonly added: readonly SnapshotVariable[];
  /** To be made at random, since the project does not set them. */
  readonly toGenerate: readonly { readonly key: string; readonly kind: GeneratedKind; readonly isSecret: boolean }[];
  /** Needed, and nobody has set them. */
  readonly missing: readonly { readonly key: string; readonly description: string | null }[];
  readonly values: readonly Value[];
}

type FileVariable = NonNullable<RepositoryFile['variables']>[number];
export type GeneratedKind = NonNullable<FileVariable['generate']>;

export function mergeVariables(own: readonly SnapshotVariable[], file: RepositoryFile | null): MergedVariables {
  const declared = file?.variables ?? [];
  const before = new Map(own.map((variable) => [variable.key, variable]));
  const unsetOnes = declared.filter(({ name }) => !before.has(name));
  const isNeeded = ({ required = true, default: value, generate }: FileVariable) =>
    required && value === undefined && generate === undefined;
  return {
    added: unsetOnes.flatMap(({ name, default: value }) =>
      value === undefined ? [] : [{ key: name, isSecret: false as const, value, isFromFile: true as const }],
    ),
    toGenerate: unsetOnes.flatMap(({ name, generate, secret = true }) =>
      generate === undefined ? [] : [{ key: name, kind: generate, isSecret: secret }],
    ),
    missing: unsetOnes
      .filter(isNeeded)
      .map(({ name, description }) => ({ key: name, description: description ?? null })),
    values: declared.map((each): Value => {
      const set = before.get(each.name);
      const isSecret = set?.isSecret ?? each.secret ?? each.generate !== undefined;
      const value = set === undefined ? (each.default ?? null) : set.isSecret ? null : set.value;
      const isOverruled = set !== undefined && each.default !== undefined && each.default !== value;
      return {
        key: `variables.${each.name}`,
        value: isSecret ? null : value,
        origin: set === undefined ? 'file' : 'project',
        overruled: isOverruled ? (each.default ?? null) : null,
      };
    }),
  };
}

/** What of the file is no setting of a project. */
export function buildValues(file: RepositoryFile | null): readonly Value[] {
  const { context, target, args, command } = file?.build ?? {};
  const values = {
    'build.context': context,
    'build.target': target,
    'build.args': args?.join(', '),
    'build.command': command,
  };
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value, origin: 'file' as const, overruled: null }],
  );
}

function textOf(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
