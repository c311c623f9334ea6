import { type SettingsPatch, settingsPatch } from '../../../contract/settings.ts';
import type { SettingsStore } from '../../features/settings/ports.ts';
import { atomic, type Db } from './db.ts';

interface RawSetting {
  readonly key: string;
  readonly value: string;
}

interface StoreOptions {
  /** Told of values that are not used because they are not (or no longer) what the setting takes. */
  readonly onUnusable?: (key: string, problem: string) => void;
}

export function createSettingsStore(db: Db, { onUnusable = () => undefined }: StoreOptions = {}): SettingsStore {
  const selectAll = db.prepare<[], RawSetting>('select key, value from settings order by key');
  const upsert = db.prepare<[string, string, number]>(
    `insert into settings (key, value, updated_at) values (?, ?, ?)
     on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
  );
  const deleteRow = db.prepare<[string]>('delete from settings where key = ?');

  function parse({ key, value }: RawSetting): readonly [string, unknown][] {
    if (!isSetting(key)) {
      onUnusable(key, 'there is no such setting');
      return [];
    }
    const result = settingsPatch.shape[key].safeParse(JSON.parse(value));
    if (!result.success) {
      onUnusable(key, result.error.issues[0]?.message ?? 'it has an unexpected value');
      return [];
    }
    return [[key, result.data]];
  }

  const write = atomic(db, (patch: SettingsPatch, now: number): void => {
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined) {
        deleteRow.run(key);
      } else {
        upsert.run(key, JSON.stringify(value), now);
      }
    }
  });

  return {
    // One damaged setting falls back to its default; the others stay in force.
    read: () => Object.fromEntries(selectAll.all().flatMap(parse)) as SettingsPatch,
    write,
  };
}

function isSetting(key: string): key is keyof SettingsPatch {
  return Object.hasOwn(settingsPatch.shape, key);
}
