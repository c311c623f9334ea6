import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { EnvVar } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { EnvSuggestion } from '../../../contract/sources.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { nextSort, type Sort, sortBy } from '../../lib/sort.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { Table } from '../../ui/table.tsx';
import { createVariableColumns } from './variable-columns.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { EnvHistory } from './env-history.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NextRelease } from './next-release.tsx';
import { RemoveVariable } from './remove-variable.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { Suggestions } from './suggestions.tsx';
import { TemplateDialog } from './template-dialog.tsx';
import { UseSharedDialog } from './use-shared-dialog.tsx';
import { VariableDialog, type VariableSeed } from './variable-dialog.tsx';
import styles from './environment.module.css';

interface EnvironmentViewProps {
  readonly projectId: ProjectId;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

type Open =
  | { readonly kind: 'variable'; readonly seed: VariableSeed }
  | { readonly kind: 'import' | 'export' | 'edit' | 'template' | 'shared' }
  | { readonly kind: 'remove' | 'rotate'; readonly variable: EnvVar };

export function EnvironmentView({ projectId, search, onSearch }: EnvironmentViewProps) {
  const { query } = useApi();
  const variables = useQuery(query.environment.list.queryOptions({ input: { id: projectId } }));
  const [open, setOpen] = useState<Open | null>(null);
  const [areSecretsShown, setSecretsShown] = useState(false);
  const [sort, setSort] = useState<Sort>({ by: 'key', direction: 'asc' });
  const columns = useMemo(
    () =>
      createVariableColumns({
        areSecretsShown,
        onEdit: (variable) => setOpen({ kind: 'variable', seed: { ...variable, isNew: false } }),
        onRemove: (variable) => setOpen({ kind: 'remove', variable }),
        onRotate: (variable) => setOpen({ kind: 'rotate', variable }),
      }),
    [areSecretsShown],
  );
  const rows = useMemo(() => chooseVariables(variables.data ?? [], search, sort), [variables.data, search, sort]);
  const add = () => setOpen({ kind: 'variable', seed: emptySeed });
  useShortcut({ keys: 'a', label: 'Add a variable', run: add });
  const close = () => setOpen(null);
  /** As it is now: it may change while a dialog is open, or in the moment before the list is read again. */
  const now = (variable: EnvVar): EnvVar => variables.data?.find(({ id }) => id === variable.id) ?? variable;
  const more = [
    { label: 'Edit as text…', run: () => setOpen({ kind: 'edit' }) },
    { label: 'From a template…', run: () => setOpen({ kind: 'template' }) },
    { label: 'Use a shared secret…', run: () => setOpen({ kind: 'shared' }) },
    { label: 'Export…', run: () => setOpen({ kind: 'export' }) },
    {
      label: areSecretsShown ? 'Hide all secrets' : 'Show all secrets',
      run: () => setSecretsShown(!areSecretsShown),
    },
  ];

  return (
    <div className={styles.page}>
      <Panel
        title={variables.data === undefined ? 'Variables' : countOf(variables.data.length, 'variable')}
        isFlush
        actions={
          <>
            <SearchField label="Search variables" value={search} onChange={onSearch} hasShortcut />
            <Button onClick={() => setOpen({ kind: 'import' })}>Import .env…</Button>
            <Menu label="More" name="More for variables" items={more} />
            <Button kind="primary" onClick={add}>
              Add
            </Button>
          </>
        }
      >
        <Loaded query={variables} what="the variables">
          {(all) => {
            if (all.length === 0)
              return (
                <p className={styles.none}>No variable is set. Add one, or import the .env file you develop with.</p>
              );
            if (rows.length === 0) return <p className={styles.none}>No name matches “{search}”.</p>;
            return (
              <Table
                label="Variables"
                columns={columns}
                rows={rows}
                keyOf={({ id }) => id}
                sort={sort}
                onSort={(by) => setSort(nextSort(sort, by))}
              />
            );
          }}
        </Loaded>
      </Panel>
      <NextRelease projectId={projectId} />
      <Suggestions
        projectId={projectId}
        onAdd={(suggestion) => setOpen({ kind: 'variable', seed: seedOf(suggestion) })}
      />
      <EnvHistory projectId={projectId} />
      {open?.kind === 'variable' && <VariableDialog projectId={projectId} seed={open.seed} onClose={close} />}
      {open?.kind === 'import' && <ImportDialog projectId={projectId} onClose={close} />}
      {open?.kind === 'export' && <ExportDialog projectId={projectId} onClose={close} />}
      {open?.kind === 'edit' && <EditDialog projectId={projectId} onClose={close} />}
      {open?.kind === 'template' && (
        <TemplateDialog projectId={projectId} set={(variables.data ?? []).map(({ key }) => key)} onClose={close} />
      )}
      {open?.kind === 'shared' && <UseSharedDialog projectId={projectId} onClose={close} />}
      {open?.kind === 'rotate' && <RotateDialog variable={now(open.variable)} onClose={close} />}
      {open?.kind === 'remove' && <RemoveVariable variable={open.variable} onClose={close} />}
    </div>
  );
}

const asVariable = { delivery: 'variable', signal: null } as const;
const emptySeed: VariableSeed = {
  id: null,
  isNew: true,
  key: '',
  value: '',
  isSecret: false,
  scope: null,
  ...asVariable,
};

function seedOf({ key, exampleValue, looksSecret }: EnvSuggestion): VariableSeed {
  return { id: null, isNew: true, key, value: exampleValue ?? '', isSecret: looksSecret, scope: null, ...asVariable };
}

function chooseVariables(all: readonly EnvVar[], search: string, { by, direction }: Sort): readonly EnvVar[] {
  const wanted = search.trim().toLowerCase();
  const found = all.filter(({ key }) => key.toLowerCase().includes(wanted));
  return sortBy(found, ({ key, updatedAt }) => (by === 'updated' ? Date.parse(updatedAt) : key), direction);
}
