import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { EnvVar } from '../../../contract/environment.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Confirm } from '../../ui/confirm.tsx';

export function RemoveVariable({ variable, onClose }: { readonly variable: EnvVar; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const remove = useMutation(query.environment.remove.mutationOptions());
  const confirm = () =>
    remove.mutate(
      { id: variable.id },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          announce(`${variable.key} is deleted.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete ${variable.key}?`}
      action={`Delete ${variable.key}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>
        The variable <strong>{variable.key}</strong> and its {variable.isSecret ? 'secret ' : ''}value go. The running
        release keeps it until the next deployment.
      </p>
    </Confirm>
  );
}
