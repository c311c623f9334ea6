import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import { AddSharedDialog } from './add-shared-dialog.tsx';
import { RotateSharedDialog } from './rotate-shared-dialog.tsx';
import { createSharedColumns } from './shared-columns.tsx';
import styles from './shared-secrets.module.css';

type Open = { readonly kind: 'rotate' | 'remove'; readonly id: SharedSecret['id'] } | { readonly kind: 'add' };

/** Secrets that several projects use, and how far their last rotation has got. */
export function SharedSecretsPanel() {
  const { query } = useApi();
  const secrets = useQuery(query.sharedSecrets.list.queryOptions());
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const columns = useMemo(
    () =>
      createSharedColumns({
        onRotate: ({ id }) => setOpen({ kind: 'rotate', id }),
        onRemove: ({ id }) => setOpen({ kind: 'remove', id }),
      }),
    [],
  );
  // As it is now: a rotation goes on while its dialog is open.
  const chosen = secrets.data?.find(({ id }) => open !== null && open.kind !== 'add' && open.id === id);
  return (
    <Panel
      title="Shared secrets"
      isFlush
      actions={<Button onClick={() => setOpen({ kind: 'add' })}>Add a shared secret…</Button>}
    >
      <p className={styles.lead}>
        One value for several projects. Rotating it rolls them one after another, and stops at the first that does not
        run with the new value.
      </p>
      <Loaded query={secrets} what="the shared secrets">
        {(all) =>
          all.length === 0 ? null : <Table label="Shared secrets" columns={columns} rows={all} keyOf={({ id }) => id} />
        }
      </Loaded>
      {open?.kind === 'add' && <AddSharedDialog onClose={close} />}
      {open?.kind === 'rotate' && chosen !== undefined && <RotateSharedDialog secret={chosen} onClose={close} />}
      {open?.kind === 'remove' && chosen !== undefined && <RemoveShared secret={chosen} onClose={close} />}
    </Panel>
  );
}

function RemoveShared({ secret, onClose }: { readonly secret: SharedSecret; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const remove = useMutation(query.sharedSecrets.remove.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { id: secret.id },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.sharedSecrets.key() });
          announce(`${secret.name} is deleted.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete ${secret.name}?`}
      action={`Delete ${secret.name}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>The shared secret and its value go. One that a project uses is not deleted.</p>
    </Confirm>
  );
}
