// The settings in force: defaults, then what was changed in the dashboard, then what the environment fixes.
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { Settings } from '../../../contract/settings.ts';
import { defaultSettings } from './defaults.ts';
import type { EnvironmentSettings } from './environment.ts';
import type { SettingsStore } from './ports.ts';

export interface SettingsDeps {
  readonly store: SettingsStore;
  /** Wins over what is stored: a value the environment fixes cannot be changed here. */
  readonly fixed: EnvironmentSettings;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

type SettingsPatch = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export function createSettings({ store, fixed, publish, now }: SettingsDeps) {
  // Read at each build and each probe of the queue; only `update` writes.
  let stored = store.read();

  function current(): Settings {
    const merged = { ...defaultSettings, ...stored, ...fixed.values };
    return { ...merged, baseImages: { ...merged.baseImages, ...fixed.baseImages } };
  }

  return {
    get: current,
    update(input: SettingsPatch): Settings {
      const before = current();
      const patch = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== undefined),
      ) as Partial<Settings>;
      const refused = (Object.keys(patch) as (keyof Settings)[]).find(
        (key) => key in fixed.values && JSON.stringify(patch[key]) !== JSON.stringify(before[key]),
      );
      if (refused !== undefined) {
        const problem = 'the environment of miniPaaS fixes this value';
        throw new AppError('VALIDATION_FAILED', { field: refused, problem }, { field: refused });
      }
      store.write(patch, now());
      stored = store.read();
      publish({ type: 'settings' });
      return current();
    },
  };
}
