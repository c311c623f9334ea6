// What the settings feature needs from outside.
import type { SettingsPatch } from '../../../contract/settings.ts';

/** Only what differs from the defaults is stored, one row for each top-level key. */
export interface SettingsStore {
  read(): SettingsPatch;
  write(patch: SettingsPatch, now: number): void;
}
