import Store from 'electron-store';
import { createPreferences, type Preferences } from './preferences.ts';

/** `preferences.json` in the desktop's own folder; a file that is not JSON is replaced. */
export function openPreferences(): Preferences {
  return createPreferences(new Store<Record<string, unknown>>({ name: 'preferences', clearInvalidConfig: true }));
}
