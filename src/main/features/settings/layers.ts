// Settings come in layers, and the later layer wins value by value: a group given in part leaves its other values alone. Pure.
import type { Settings, SettingsPatch } from '../../../contract/settings.ts';

/** What a place outside the dashboard fixes. */
export interface SettingsLayer {
  readonly values: SettingsPatch;
  /** Where a person finds the value of this path: a file, a variable. */
  readonly whereOf: (path: string) => string;
}

type Leaf = string | number | boolean | null | string[];
type Group = Readonly<Record<string, unknown>>;

export function mergeSettings(base: Settings, ...layers: readonly SettingsPatch[]): Settings {
  // Each layer is a part of the same shape.
  return layers.reduce<Group>(merge, base) as Settings;
}

function merge(base: Group, layer: Group): Group {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const before = merged[key];
    if (value !== undefined) {
      merged[key] = isGroup(before) && isGroup(value) ? merge(before, value) : value;
    }
  }
  return merged;
}

/** Every single value with its path, `retention.keepImages`, in the order of the settings. */
export function leavesOf(values: SettingsPatch): readonly (readonly [path: string, value: Leaf])[] {
  return walk(values, '');
}

function walk(group: Group, prefix: string): readonly (readonly [string, Leaf])[] {
  return Object.entries(group).flatMap(([key, value]) => {
    if (value === undefined) {
      return [];
    }
    const path = `${prefix}${key}`;
    return isGroup(value) ? walk(value, `${path}.`) : [[path, value as Leaf] as const];
  });
}

/** The values without those at these paths; a group of which nothing is left goes, too. */
export function withoutPaths(values: SettingsPatch, paths: ReadonlySet<string>): SettingsPatch {
  return prune(values, '', paths);
}

function prune(group: Group, prefix: string, paths: ReadonlySet<string>): Group {
  const entries = Object.entries(group).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    if (!isGroup(value)) {
      return paths.has(path) ? [] : [[key, value] as const];
    }
    const inner = prune(value, `${path}.`, paths);
    return Object.keys(inner).length === 0 ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(entries);
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
