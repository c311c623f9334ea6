import { useMutation, useQueryClient } from '@tanstack/react-query';
import { assertNever } from '../../../contract/assert-never.ts';
import type { EnvRotation, EnvVar } from '../../../contract/environment.ts';
import { useApi } from '../../api/api-context.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { NewValueDialog } from '../../ui/new-value-dialog.tsx';
import styles from './rotate-dialog.module.css';

interface RotateDialogProps {
  readonly variable: EnvVar;
  readonly onClose: () => void;
}

/** Another value, applied at once. */
export function RotateDialog({ variable, onClose }: RotateDialogProps) {
  const { id, key, scope, isPending, hasFormer, rotatedAt } = variable;
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const rotate = useMutation(query.environment.rotate.mutationOptions());
  const restore = useMutation(query.environment.restoreFormer.mutationOptions());
  const apply = useMutation(query.environment.apply.mutationOptions());
  const last = [rotate, restore, apply];
  const error = last.find((each) => each.isError)?.error ?? null;
  /** Only what is done now is to be said. */
  const forget = () => last.forEach((each) => each.reset());
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
      consequence={consequenceOf(variable)}
      leave="Cancel"
      isRotating={rotate.isPending}
      isRestoring={restore.isPending}
      error={error}
      formerSince={hasFormer ? rotatedAt : null}
      onRotate={(value) => {
        forget();
        rotate.mutate({ id, value }, done);
      }}
      onRestore={() => {
        forget();
        restore.mutate({ id }, done);
      }}
      onClose={onClose}
    >
      {scope !== 'build' && (isPending || error !== null) && (
        <div className={styles.waiting}>
          <span>What is stored may not have reached the application.</span>
          <Button
            busy={apply.isPending && 'Applying…'}
            onClick={() => {
              forget();
              apply.mutate({ id }, done);
            }}
          >
            Apply the stored value
          </Button>
        </div>
      )}
    </NewValueDialog>
  );
}

const rolling =
  'The image that runs is started with the new value beside the present release and takes over when it is healthy. Nothing is built, and nothing else that changed is applied. If it does not get healthy, the present release goes on with the value it has.';

function consequenceOf({ key, scope, delivery, signal, isPending }: EnvVar): string {
  if (scope === 'build') return 'Only a build uses it: the next one has the new value.';
  if (delivery === 'variable') return rolling;
  const sent = signal === null ? 'The application is sent nothing' : `The application is sent ${signal}`;
  const inPlace = `The file /run/secrets/${key} of the release that runs has the new value at once. ${sent}; it is neither restarted nor released anew.`;
  return isPending
    ? `${inPlace} If that does not have it as a file yet, the same image takes its place with the file.`
    : inPlace;
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
