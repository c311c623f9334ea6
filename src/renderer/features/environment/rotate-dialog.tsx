import { useMutation, useQueryClient } from '@tanstack/react-query';
import { assertNever } from '../../../contract/assert-never.ts';
import type { EnvRotation, EnvVar } from '../../../contract/environment.ts';
import { useApi } from '../../api/api-context.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { NewValueDialog } from '../../ui/new-value-dialog.tsx';

interface RotateDialogProps {
  readonly variable: EnvVar;
  readonly onClose: () => void;
}

/** Another value, applied at once. */
export function RotateDialog({ variable: { id, key, scope, hasFormer, rotatedAt }, onClose }: RotateDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const rotate = useMutation(query.environment.rotate.mutationOptions());
  const restore = useMutation(query.environment.restoreFormer.mutationOptions());
  const done = {
    onSuccess: (rotation: EnvRotation) => {
      void cache.invalidateQueries({ queryKey: query.environment.key() });
      announce(whatHappens(rotation));
      onClose();
    },
  };
  return (
    <NewValueDialog
      name={key}
      consequence={
        scope === 'build'
          ? 'Only a build uses it: the next one has the new value.'
          : 'The image that runs is started with the new value beside the present release and takes over when it is healthy. Nothing is built, and nothing else that changed is applied. If it does not get healthy, the present release goes on with the value it has.'
      }
      leave="Cancel"
      isRotating={rotate.isPending}
      isRestoring={restore.isPending}
      error={rotate.error ?? restore.error}
      formerSince={hasFormer ? rotatedAt : null}
      onRotate={(value) => {
        restore.reset();
        rotate.mutate({ id, value }, done);
      }}
      onRestore={() => {
        rotate.reset();
        restore.mutate({ id }, done);
      }}
      onClose={onClose}
    />
  );
}

function whatHappens({ variable: { key }, applied }: EnvRotation): string {
  switch (applied.how) {
    case 'rolled':
      return `${key} has its new value. Deployment ${applied.deploymentId} brings it to the application.`;
    case 'updated': {
      const sent = applied.signal === null ? '.' : `, and ${applied.signal} was sent.`;
      return `The file of ${key} has its new value${applied.isRunning ? sent : '; the application finds it when it starts.'}`;
    }
    case 'stored':
      return `${key} has its new value; ${applied.reason}.`;
    default:
      return assertNever(applied);
  }
}
