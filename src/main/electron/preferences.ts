// What the desktop remembers of itself. Values of the control plane are settings and live in its database.
import { z } from 'zod';

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** Each value falls back by itself: a file edited by hand never keeps the program from starting. */
const shape = {
  bounds: rectangle.nullable().catch(null),
  isMaximized: z.boolean().catch(false),
  /** Closing the window leaves deployments, log collection and the listener running. */
  isClosedToTray: z.boolean().catch(true),
  wasToldOfTray: z.boolean().catch(false),
  isListenerOn: z.boolean().catch(false),
  areNotificationsOn: z.boolean().catch(true),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
};
const preferences = z.object(shape);

export type PreferenceValues = z.infer<typeof preferences>;
export type Theme = PreferenceValues['theme'];

export interface Preferences {
  get<K extends keyof PreferenceValues>(key: K): PreferenceValues[K];
  set<K extends keyof PreferenceValues>(key: K, value: PreferenceValues[K]): void;
}

/** Where values are kept: electron-store, or a plain object in tests. */
export interface PreferenceStore {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export function createPreferences(store: PreferenceStore): Preferences {
  return {
    get: (key) => preferences.shape[key].parse(store.get(key)) as PreferenceValues[typeof key],
    set: (key, value) => {
      store.set(key, value);
    },
  };
}
