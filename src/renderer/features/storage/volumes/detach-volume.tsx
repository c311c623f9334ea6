import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { Confirm } from '../../../ui/confirm.tsx';

export function DetachVolume({ volume, onClose }: { readonly volume: Volume; readonly onClose: () => void }) {
  const { id, name, dockerName, mountPath } = volume;
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const detach = useMutation(query.volumes.detach.mutationOptions());
  const confirm = () =>
    detach.mutate(
      { id },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.volumes.key() });
          announce(`${name} is detached. Its data is in the Docker volume ${dockerName}.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Detach ${name}?`}
      action={`Detach ${name}`}
      onConfirm={confirm}
      busy={detach.isPending && 'Detaching…'}
      problem={detach.isError ? toProblem(detach.error) : null}
    >
      <p>
        From the next deployment on the application finds nothing at {mountPath}. No data is lost: the Docker volume{' '}
        {dockerName} stays on the host and can be attached again.
      </p>
    </Confirm>
  );
}
