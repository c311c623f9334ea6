// A project's settings: what it gets when it is made, and what a change changes.
import { type ProjectSettings, releaseDefaults, resourceLimits } from '../../../contract/projects.ts';
import type { ProjectDefaults } from './ports.ts';

const keys = [
  'port',
  'healthPath',
  'healthTimeoutSeconds',
  'healthPort',
  'healthIntervalSeconds',
  'healthProbeTimeoutSeconds',
  'healthGraceSeconds',
  'drainSeconds',
  'releaseStrategy',
  'autoRollbackMinutes',
  'releaseCommand',
  'releaseCommandTimeoutSeconds',
  'releaseCommandOnRollback',
  'dockerfilePath',
  'dockerfileOverride',
  'isBuildCacheEnabled',
  'memoryLimitMb',
  'cpuLimitMillicores',
  'restartPolicy',
  'restartMaxRetries',
  'pidsLimit',
  'keepImageHistory',
  'autoRestart',
] as const satisfies readonly (keyof ProjectSettings)[];

type SettingsPatch = { readonly [K in keyof ProjectSettings]?: ProjectSettings[K] | undefined };

export function initialSettings(defaults: ProjectDefaults, wanted: SettingsPatch): ProjectSettings {
  const settings: ProjectSettings = {
    port: null,
    healthPath: null,
    // Long enough for a server that migrates its database when it starts.
    healthTimeoutSeconds: 60,
    ...releaseDefaults,
    dockerfilePath: null,
    dockerfileOverride: null,
    isBuildCacheEnabled: defaults.isBuildCacheEnabled,
    memoryLimitMb: defaults.memoryLimitMb,
    cpuLimitMillicores: defaults.cpuLimitMillicores,
    restartPolicy: 'unless-stopped',
    restartMaxRetries: null,
    pidsLimit: defaults.pidsLimit,
    keepImageHistory: defaults.keepImageHistory,
    autoRestart: false,
  };
  return changeSettings(settings, wanted) ?? settings;
}

const ourKeys: ReadonlySet<string> = new Set(['autoRestart', 'autoRollbackMinutes']);
const limitKeys: ReadonlySet<string> = new Set(Object.keys(resourceLimits.shape));

/** What of a change a running container may take, and whether there is more to it. What only we look at holds at once. */
export function kindsOfChange(
  before: ProjectSettings,
  after: ProjectSettings,
): { readonly hasLimits: boolean; readonly hasOthers: boolean } {
  const changed = keys.filter((key) => before[key] !== after[key] && !ourKeys.has(key));
  return {
    hasLimits: changed.some((key) => limitKeys.has(key)),
    hasOthers: changed.some((key) => !limitKeys.has(key)),
  };
}

/** The settings with the changes, or null when they change nothing. */
export function changeSettings(settings: ProjectSettings, patch: SettingsPatch): ProjectSettings | null {
  const changes = keys.filter((key) => patch[key] !== undefined && patch[key] !== settings[key]);
  if (changes.length === 0) {
    return null;
  }
  return { ...settings, ...Object.fromEntries(changes.map((key) => [key, patch[key]])) };
}
