import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { useApi } from '../../api/api-context.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { NewValueDialog } from '../../ui/new-value-dialog.tsx';
import { RolloutSteps } from './rollout-steps.tsx';
import styles from './shared-secrets.module.css';

interface RotateSharedProps {
  readonly secret: SharedSecret;
  readonly onClose: () => void;
}

const consequence =
  'Each project that uses it is rolled in turn: the same image, the new value, the health check, and no request unanswered. Where it is a file, that has the new value in the release that runs. At the first project that it does not reach it stops; that one and those after it go on with what they have.';

/** Another value for all projects; stays open and shows how far it has got. */
export function RotateSharedDialog({ secret, onClose }: RotateSharedProps) {
  const { id, name, hasFormer, rotatedAt, rollout } = secret;
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const rotate = useMutation(query.sharedSecrets.rotate.mutationOptions());
  const restore = useMutation(query.sharedSecrets.restoreFormer.mutationOptions());
  const resume = useMutation(query.sharedSecrets.resume.mutationOptions());
  const forget = () => {
    rotate.reset();
    restore.reset();
    resume.reset();
  };
  const begun = (text: string) => {
    void cache.invalidateQueries({ queryKey: query.sharedSecrets.key() });
    announce(text);
  };
  return (
    <NewValueDialog
      name={name}
      consequence={consequence}
      isLocked={rollout.status === 'rolling'}
      leave="Close"
      isRotating={rotate.isPending}
      isRestoring={restore.isPending}
      error={rotate.error ?? restore.error ?? resume.error}
      formerSince={hasFormer ? rotatedAt : null}
      onRotate={(value, emptied) => {
        forget();
        const onSuccess = () => {
          emptied();
          begun(`${name} has another value; its projects are rolled.`);
        };
        rotate.mutate({ id, value }, { onSuccess });
      }}
      onRestore={() => {
        forget();
        const onSuccess = () => begun(`${name} has its former value; its projects are rolled.`);
        restore.mutate({ id }, { onSuccess });
      }}
      onClose={onClose}
    >
      <RolloutSteps steps={rollout.steps} />
      {rollout.status === 'failed' && (
        <div className={styles.actions}>
          <Button
            busy={resume.isPending && 'Going on…'}
            onClick={() => {
              forget();
              resume.mutate({ id }, { onSuccess: () => begun('The rotation goes on.') });
            }}
          >
            Try again from there
          </Button>
        </div>
      )}
    </NewValueDialog>
  );
}
