import { useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../../contract/ids.ts';
import type { EnvSuggestion } from '../../../contract/sources.ts';
import { useApi } from '../../api/api-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './environment.module.css';

interface SuggestionsProps {
  readonly projectId: ProjectId;
  readonly onAdd: (suggestion: EnvSuggestion) => void;
}

/** Help, not a duty: where it cannot be read or there is none, nothing stands here. */
export function Suggestions({ projectId, onAdd }: SuggestionsProps) {
  const { query } = useApi();
  const suggestions = useQuery(query.environment.suggestions.queryOptions({ input: { id: projectId } })).data ?? [];
  if (suggestions.length === 0) return null;
  const columns: readonly Column<EnvSuggestion>[] = [
    {
      id: 'key',
      label: 'Name',
      width: '28%',
      cell: ({ key, looksSecret }) => <Name name={key} isSecret={looksSecret} />,
    },
    {
      id: 'example',
      label: 'Example',
      cell: ({ exampleValue }) => exampleValue ?? <span className={styles.soft}>none</span>,
    },
    { id: 'place', label: 'Read in', cell: ({ file, line }) => `${file}, line ${line}` },
    {
      id: 'actions',
      label: 'Actions',
      width: '6rem',
      isLabelHidden: true,
      cell: (suggestion) => (
        <Button isSmall aria-label={`Add ${suggestion.key}`} onClick={() => onAdd(suggestion)}>
          Add
        </Button>
      ),
    },
  ];
  return (
    <Panel title="The code also reads" isFlush>
      <Table
        label="Variables the code reads that are not set"
        columns={columns}
        rows={suggestions}
        keyOf={({ key }) => key}
      />
    </Panel>
  );
}

function Name({ name, isSecret }: { readonly name: string; readonly isSecret: boolean }) {
  return (
    <>
      <strong>{name}</strong>
      {isSecret && (
        <div className={styles.tags}>
          <span className={styles.tag}>probably secret</span>
        </div>
      )}
    </>
  );
}
