import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import styles from './hosts.module.css';

interface RemoveHostProps {
  readonly host: Host;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveHost({ host, onClose, onRemoved }: RemoveHostProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const remove = useMutation(query.hosts.remove.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { id: host.id },
      {
        onSuccess: () => {
          announce(`${host.name} is removed.`);
          onRemoved();
          cache.setQueryData(query.hosts.list.queryKey(), (list) => list?.filter(({ id }) => id !== host.id));
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Remove ${host.name}?`}
      action={`Remove ${host.name}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Removing…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>This goes from miniPaaS:</p>
      <ul className={styles.plan}>
        <li>
          the host <strong>{host.name}</strong>
          {host.ssh !== null && ` at ${host.ssh.address}`} and how it is logged in to
        </li>
        <li>its password or passphrase in the keychain, if there is one</li>
        <li>its host keys that were trusted here, unless another host has the same address</li>
      </ul>
      <p>
        On the machine itself nothing changes, and known_hosts stays as it is.
        {host.projectCount > 0 && ` ${countOf(host.projectCount, 'project')} must be deleted first.`}
      </p>
    </Confirm>
  );
}
