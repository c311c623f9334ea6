// The settings in force: defaults, then what was changed in the dashboard, then the configuration file, then what the
// environment fixes.
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { SettingOrigin, Settings, SettingsPatch } from '../../../contract/settings.ts';
import { defaultSettings } from './defaults.ts';
import { leavesOf, mergeSettings, type SettingsLayer, withoutPaths } from './layers.ts';
import type { SettingsStore } from './ports.ts';

export interface SettingsDeps {
  readonly store: SettingsStore;
  /** Wins over everything: a value the environment fixes cannot be changed here. */
  readonly environment: SettingsLayer;
  /** Of the configuration file; null without one. */
  readonly file: SettingsLayer | null;
  /** What only a start changes, for `origins`. */
  readonly startOrigins?: readonly SettingOrigin[];
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

export function createSettings({ store, environment, startOrigins = [], publish, now, ...deps }: SettingsDeps) {
  let file = deps.file;
  // Read at each build and each probe of the queue; only `update` and `useFile` write.
  let stored = store.read();
  let current = merged();

  function merged(): Settings {
    return mergeSettings(defaultSettings, stored, file?.values ?? {}, environment.values);
  }

  function apply(): Settings {
    current = merged();
    publish({ type: 'settings' });
    return current;
  }

  /** The layer that fixes a path, and where a person finds it. */
  function fixedBy(path: string): Pick<SettingOrigin, 'source' | 'where'> | null {
    const has = (layer: SettingsLayer): boolean => leavesOf(layer.values).some(([leaf]) => leaf === path);
    if (has(environment)) {
      return { source: 'environment', where: environment.whereOf(path) };
    }
    return file !== null && has(file) ? { source: 'file', where: file.whereOf(path) } : null;
  }

  function originOf(path: string): Pick<SettingOrigin, 'source' | 'where'> {
    const isStored = leavesOf(stored).some(([leaf]) => leaf === path);
    return fixedBy(path) ?? { source: isStored ? 'settingsPage' : 'default', where: null };
  }

  return {
    get: (): Settings => current,
    origins(): SettingOrigin[] {
      return [...leavesOf(current).map(([path, value]) => ({ path, value, ...originOf(path) })), ...startOrigins];
    },
    /** Throws VALIDATION_FAILED naming what the file or the environment fixes. */
    update(patch: SettingsPatch): Settings {
      const before = new Map(leavesOf(current));
      const given = leavesOf(patch);
      for (const [path, value] of given) {
        const by = fixedBy(path);
        if (by !== null && JSON.stringify(value) !== JSON.stringify(before.get(path))) {
          const problem = `${by.where ?? by.source} fixes this value; change it there`;
          throw new AppError('VALIDATION_FAILED', { field: path, problem }, { field: path });
        }
      }
      // A value that comes from elsewhere, or is the default, is not made the dashboard's by saving the rest of its group.
      const same = given.filter(([path, value]) => {
        const { source } = originOf(path);
        return source !== 'settingsPage' && JSON.stringify(value) === JSON.stringify(before.get(path));
      });
      const own = withoutPaths(patch, new Set(same.map(([path]) => path)));
      const next = mergeGroups(stored, own);
      store.write(Object.fromEntries(Object.keys(own).map((key) => [key, next[key as keyof Settings]])), now());
      stored = store.read();
      return apply();
    },
    /** The configuration file changed, or went away. */
    useFile(layer: SettingsLayer | null): void {
      file = layer;
      apply();
    },
  };
}

function mergeGroups(stored: SettingsPatch, patch: SettingsPatch): SettingsPatch {
  // Both are parts of settings; merging does not need the rest of them.
  return mergeSettings(stored as Settings, patch);
}
