import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Registry } from '../../../contract/registries.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { LoginDialog } from './login-dialog.tsx';
import styles from './registries.module.css';

/** As whom images are pulled. */
export function RegistriesPanel() {
  const { query } = useApi();
  const registries = useQuery(query.registries.list.queryOptions());
  const [asked, setAsked] = useState<Registry | 'new' | null>(null);
  const [removed, setRemoved] = useState<Registry | null>(null);
  const columns: readonly Column<Registry>[] = [
    { id: 'address', label: 'Registry', cell: ({ address }) => <strong>{address}</strong> },
    { id: 'username', label: 'Logged in as', cell: ({ username }) => username },
    { id: 'updated', label: 'Since', width: '8.5rem', cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
    {
      id: 'actions',
      label: 'Actions',
      width: '14rem',
      isLabelHidden: true,
      cell: (registry) => (
        <span className={styles.actions}>
          <Button isSmall aria-label={`Change the login of ${registry.address}`} onClick={() => setAsked(registry)}>
            Change…
          </Button>
          <Button isSmall aria-label={`Log out of ${registry.address}`} onClick={() => setRemoved(registry)}>
            Log out
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Panel title="Registries" isFlush actions={<Button onClick={() => setAsked('new')}>Log in to a registry…</Button>}>
      <p className={styles.lead}>
        With these logins images are pulled on every host: base images of builds, and images that projects are made of.
        Without one a registry is asked as anybody.
      </p>
      <Loaded query={registries} what="the registries">
        {(all) =>
          all.length === 0 ? null : <Table label="Registries" columns={columns} rows={all} keyOf={({ id }) => id} />
        }
      </Loaded>
      {asked !== null && <LoginDialog registry={asked === 'new' ? null : asked} onClose={() => setAsked(null)} />}
      {removed !== null && <LogOut registry={removed} onClose={() => setRemoved(null)} />}
    </Panel>
  );
}

function LogOut({ registry, onClose }: { readonly registry: Registry; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const remove = useMutation(query.registries.remove.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { id: registry.id },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.registries.key() });
          announce(`Logged out of ${registry.address}.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Log out of ${registry.address}?`}
      action="Log out"
      onConfirm={confirm}
      busy={remove.isPending && 'Logging out…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>
        The password of <strong>{registry.username}</strong> is forgotten. Private images of {registry.address} can be
        built on and released no more, unless a host has them already.
      </p>
    </Confirm>
  );
}
