import { formatBytes } from '../../../contract/bytes.ts';
import type { PruneItemView } from '../../../contract/host-upkeep.ts';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';

interface PruneListProps {
  readonly items: readonly PruneItemView[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

const reasons: Readonly<Record<PruneItemView['reason'], string>> = {
  ended: 'its deployment is over',
  orphaned: 'nobody knows it any more',
  leftByMove: 'left behind when its project moved',
  notKept: 'kept for no rollback',
  leftover: 'left by a build',
  unused: 'no container uses it',
};

/** What may go, each with a tick. What runs or holds data is ticked by nobody but a person. */
export function PruneList({ items, chosen, onToggle }: PruneListProps) {
  const columns: readonly Column<PruneItemView>[] = [
    {
      id: 'tick',
      label: 'Remove',
      isLabelHidden: true,
      width: '3.5rem',
      cell: ({ key, kind, name }) => (
        <input
          type="checkbox"
          aria-label={`Remove the ${kind} ${name}`}
          checked={chosen.has(key)}
          onChange={() => onToggle(key)}
        />
      ),
    },
    { id: 'name', label: 'Name', width: '38%', cell: ({ name }) => name },
    { id: 'kind', label: 'Kind', width: '14%', cell: ({ kind }) => kind },
    {
      id: 'why',
      label: 'Why it can go',
      cell: ({ reason, needsChoice, kind }) =>
        `${reasons[reason]}${needsChoice ? (kind === 'volume' ? '; it may hold data' : '; it runs') : ''}`,
    },
    {
      id: 'size',
      label: 'Size',
      width: '12%',
      cell: ({ sizeBytes }) => (sizeBytes === null ? '–' : formatBytes(sizeBytes)),
    },
  ];
  return <Table label="What can go" columns={columns} rows={items} keyOf={({ key }) => key} />;
}
