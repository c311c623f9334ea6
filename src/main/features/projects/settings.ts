// A project's settings: what it gets when it is made, and what a change changes.
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { ProjectDefaults } from './ports.ts';

const keys = [
  'port',
  'healthPath',
  'healthTimeoutSeconds',
  'dockerfilePath',
  'dockerfileOverride',
  'isBuildCacheEnabled',
  'memoryLimitMb',
  'cpuLimitMillicores',
  'restartPolicy',
  'keepImageHistory',
] as const satisfies readonly (keyof ProjectSettings)[];

type SettingsPatch = { readonly [K in keyof ProjectSettings]?: ProjectSettings[K] | undefined };

export function initialSettings(defaults: ProjectDefaults, wanted: SettingsPatch): ProjectSettings {
  const settings: ProjectSettings = {
    port: null,
    healthPath: null,
    // Long enough for a server that migrates its database when it starts.
    healthTimeoutSeconds: 60,
    dockerfilePath: null,
    dockerfileOverride: null,
    isBuildCacheEnabled: defaults.isBuildCacheEnabled,
    memoryLimitMb: defaults.memoryLimitMb,
    cpuLimitMillicores: defaults.cpuLimitMillicores,
    restartPolicy: 'unless-stopped',
    keepImageHistory: defaults.keepImageHistory,
  };
  return changeSettings(settings, wanted) ?? settings;
}

/** The settings with the changes, or null when they change nothing. */
export function changeSettings(settings: ProjectSettings, patch: SettingsPatch): ProjectSettings | null {
  const changes = keys.filter((key) => patch[key] !== undefined && patch[key] !== settings[key]);
  if (changes.length === 0) {
    return null;
  }
  return { ...settings, ...Object.fromEntries(changes.map((key) => [key, patch[key]])) };
}
