// What the settings feature needs from outside.
import type { Settings } from '../../../contract/settings.ts';

/** Only what differs from the defaults is stored, one row for each top-level key. */
export interface SettingsStore {
  read(): Partial<Settings>;
  write(patch: Partial<Settings>, now: number): void;
}
