import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SettingOrigin, Settings } from '../../../contract/settings.ts';
import { useApi } from '../../api/api-context.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { EditedForm } from '../../ui/edited-form.tsx';
import layout from '../../ui/form.module.css';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { changedPaths, changesOf, draftOf, type SettingsDraft, settingsErrors } from './settings-draft.ts';
import { type SettingEntry, settingGroups } from './setting-groups.ts';

export function SettingsView() {
  const { query } = useApi();
  const settings = useQuery(query.settings.get.queryOptions());
  const origins = useQuery(query.settings.origins.queryOptions());
  return (
    <Loaded query={settings} what="the settings">
      {(found) => <SettingsForm settings={found} fixed={fixedOf(origins.data ?? [])} />}
    </Loaded>
  );
}

/** A path to where its value is fixed. */
type FixedSettings = ReadonlyMap<string, string>;

function fixedOf(origins: readonly SettingOrigin[]): FixedSettings {
  return new Map(
    origins.flatMap(({ path, source, where }) =>
      source === 'file' || source === 'environment' ? [[path, where ?? source] as const] : [],
    ),
  );
}

interface FormProps {
  readonly settings: Settings;
  readonly fixed: FixedSettings;
}

function SettingsForm({ settings, fixed }: FormProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const update = useMutation(query.settings.update.mutationOptions());
  const save = (draft: SettingsDraft, done: () => void) =>
    update.mutate(changesOf(settings, draft), {
      onSuccess: (next) => {
        cache.setQueryData(query.settings.get.queryKey(), next);
        done();
        announce('Saved.');
      },
    });
  return (
    <EditedForm
      saved={draftOf(settings)}
      changedOf={changedPaths}
      errorsOf={settingsErrors}
      update={update}
      onSave={save}
    >
      {({ draft, errors, onChange }) =>
        settingGroups.map(({ title, entries }) => (
          <Panel key={title} title={title}>
            <div className={layout.columns}>
              {entries.map((entry) => (
                <Entry
                  key={entry.path}
                  entry={entry}
                  draft={draft}
                  fixedBy={fixed.get(entry.path) ?? null}
                  error={errors[entry.path]}
                  onChange={onChange}
                />
              ))}
            </div>
            {title === 'Builds' && (
              <CheckField
                label="Enable build cache"
                description={withFixed(
                  'For new projects; each project can decide otherwise.',
                  fixed.get('buildCacheEnabled'),
                )}
                isDisabled={fixed.has('buildCacheEnabled')}
                isChecked={draft.buildCacheEnabled === 'true'}
                onChange={(isOn) => onChange({ buildCacheEnabled: isOn ? 'true' : 'false' })}
              />
            )}
          </Panel>
        ))
      }
    </EditedForm>
  );
}

interface EntryProps {
  readonly entry: SettingEntry;
  readonly draft: SettingsDraft;
  /** The file or the variable; null where the page decides. */
  readonly fixedBy: string | null;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<SettingsDraft>) => void;
}

function withFixed(description: string, fixedBy: string | null | undefined): string {
  return fixedBy == null ? description : `${description} Fixed by ${fixedBy}.`;
}

function Entry({ entry, draft, fixedBy, error, onChange }: EntryProps) {
  const { path, label, description, unit, placeholder } = entry;
  return (
    <TextField
      label={label}
      description={withFixed(description, fixedBy)}
      readOnly={fixedBy !== null}
      {...(unit === undefined ? {} : { unit, inputMode: 'numeric' as const })}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={draft[path]}
      onChange={(value) => onChange({ [path]: value })}
      error={error}
    />
  );
}
