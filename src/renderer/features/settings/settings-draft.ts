/** The installation's settings as text in fields, and what of it changed. Pure. */
import type { Settings } from '../../../contract/settings.ts';

/** A path in the settings, `retention.keepImages`, to the text of its field. */
export type SettingsDraft = Readonly<Record<SettingPath, string>> & { readonly buildCacheEnabled: 'true' | 'false' };

export const settingPaths = [
  'defaultPort',
  'maxConcurrentBuilds',
  'buildTimeoutSeconds',
  'buildMemoryMB',
  'buildCPUMillicores',
  'resourceLimits.defaultMemoryMB',
  'resourceLimits.defaultCPUMillicores',
  'resourceLimits.defaultPidsLimit',
  'baseImages.node',
  'baseImages.python',
  'baseImages.go',
  'baseImages.static',
  'baseImages.goRuntime',
  'registryMirror',
  'buildCache.registryImage',
  'buildCache.unusedDays',
  'ingress.traefikImage',
  'ingress.caddyImage',
  'ingress.nameServers',
  'health.diskWarningMB',
  'health.diskFailureMB',
  'health.ownMemoryWarningMB',
  'health.hostMemoryWarningPercent',
  'retention.keepDeployments',
  'retention.keepImages',
  'retention.logRetentionDays',
  'retention.metricsDays',
] as const;
export type SettingPath = (typeof settingPaths)[number];

type Kind = 'number' | 'numberOrNull' | 'text' | 'textOrNull' | 'list';
const kinds: Readonly<Record<SettingPath, Kind>> = {
  defaultPort: 'number',
  maxConcurrentBuilds: 'number',
  buildTimeoutSeconds: 'number',
  buildMemoryMB: 'numberOrNull',
  buildCPUMillicores: 'numberOrNull',
  'resourceLimits.defaultMemoryMB': 'numberOrNull',
  'resourceLimits.defaultCPUMillicores': 'numberOrNull',
  'resourceLimits.defaultPidsLimit': 'numberOrNull',
  'baseImages.node': 'text',
  'baseImages.python': 'text',
  'baseImages.go': 'text',
  'baseImages.static': 'text',
  'baseImages.goRuntime': 'text',
  registryMirror: 'textOrNull',
  'buildCache.registryImage': 'text',
  'buildCache.unusedDays': 'numberOrNull',
  'ingress.traefikImage': 'text',
  'ingress.caddyImage': 'text',
  'ingress.nameServers': 'list',
  'health.diskWarningMB': 'number',
  'health.diskFailureMB': 'number',
  'health.ownMemoryWarningMB': 'number',
  'health.hostMemoryWarningPercent': 'number',
  'retention.keepDeployments': 'number',
  'retention.keepImages': 'number',
  'retention.logRetentionDays': 'number',
  'retention.metricsDays': 'number',
};

export function draftOf(settings: Settings): SettingsDraft {
  const entries = settingPaths.map((path) => [path, textOf(valueAt(settings, path))] as const);
  return {
    ...(Object.fromEntries(entries) as Record<SettingPath, string>),
    buildCacheEnabled: settings.buildCacheEnabled ? 'true' : 'false',
  };
}

export function changedPaths(before: SettingsDraft, now: SettingsDraft): readonly (keyof SettingsDraft)[] {
  return (['buildCacheEnabled', ...settingPaths] as const).filter((path) => before[path] !== now[path]);
}

/** A group goes as a whole with its other values, because the contract replaces groups. */
export function changesOf(settings: Settings, now: SettingsDraft): Partial<Settings> {
  const before = draftOf(settings);
  const changes: Record<string, unknown> = {};
  for (const path of changedPaths(before, now)) {
    if (path === 'buildCacheEnabled') {
      changes[path] = now[path] === 'true';
      continue;
    }
    const [group, name] = split(path);
    const value = decode(path, now[path]);
    if (name === null) changes[group] = value;
    else changes[group] = { ...(settings[group] as object), ...(changes[group] as object | undefined), [name]: value };
  }
  return changes;
}

export function settingsErrors(draft: SettingsDraft): Readonly<Record<string, string>> {
  const wrong = settingPaths.filter((path) => {
    const text = draft[path].trim();
    if (kinds[path] === 'text') return text === '';
    if (text === '') return kinds[path] === 'number';
    return isNumeric(kinds[path]) && !/^\d+$/.test(text);
  });
  return Object.fromEntries(wrong.map((path) => [path, messages[kinds[path]]]));
}

const messages: Readonly<Record<Kind, string>> = {
  number: 'A whole number.',
  numberOrNull: 'A whole number, or nothing.',
  text: 'The name of an image.',
  textOrNull: '',
  list: '',
};

const isNumeric = (kind: Kind): boolean => kind === 'number' || kind === 'numberOrNull';

function decode(path: SettingPath, text: string): Value {
  const trimmed = text.trim();
  const kind = kinds[path];
  if (kind === 'list') return trimmed.split(/[\s,]+/).filter((part) => part !== '');
  if (trimmed === '' && (kind === 'numberOrNull' || kind === 'textOrNull')) return null;
  return isNumeric(kind) ? Number(trimmed) : trimmed;
}

type Value = string | number | null | readonly string[];

function textOf(value: Value): string {
  return typeof value === 'object' ? (value ?? []).join(', ') : String(value);
}

function valueAt(settings: Settings, path: SettingPath): Value {
  const [group, name] = split(path);
  const value: unknown = settings[group];
  // The paths lead to single values only.
  return (name === null ? value : (value as Record<string, unknown>)[name]) as Value;
}

function split(path: SettingPath): readonly [group: keyof Settings, name: string | null] {
  const [group, name] = path.split('.');
  return [group as keyof Settings, name ?? null];
}
