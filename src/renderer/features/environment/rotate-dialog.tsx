import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useState } from 'react';
import type { EnvRotation, EnvVar } from '../../../contract/environment.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import styles from './environment.module.css';

interface RotateDialogProps {
  readonly variable: EnvVar;
  readonly onClose: () => void;
}

/** Another value, applied at once. */
export function RotateDialog({ variable: { id, key, scope, hasFormer, rotatedAt }, onClose }: RotateDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const form = useId();
  const [value, setValue] = useState('');
  const rotate = useMutation(query.environment.rotate.mutationOptions());
  const restore = useMutation(query.environment.restoreFormer.mutationOptions());
  const failed = rotate.isError ? rotate.error : restore.error;
  const problem = failed === null ? null : toProblem(failed);
  const done = {
    onSuccess: (rotation: EnvRotation) => {
      void cache.invalidateQueries({ queryKey: query.environment.key() });
      announce(whatHappens(rotation));
      onClose();
    },
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    restore.reset();
    rotate.mutate({ id, value }, done);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Rotate ${key}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            disabled={value === ''}
            busy={rotate.isPending && 'Rotating…'}
          >
            Rotate
          </Button>
        </>
      }
    >
      <form id={form} className={styles.page} onSubmit={submit} noValidate>
        <p>
          {scope === 'build'
            ? 'Only a build uses it: the next one has the new value.'
            : 'The image that runs is started with the new value beside the present release and takes over when it is healthy. Nothing is built, and nothing else that changed is applied. If it does not get healthy, the present release goes on with the value it has.'}
        </p>
        <TextArea
          label="New value"
          description="Line breaks are kept."
          rows={4}
          autoFocus
          value={value}
          onChange={setValue}
          error={problem?.field === 'value' ? `${problem.message} ${problem.hint}` : undefined}
        />
        {hasFormer && rotatedAt !== null && (
          <div className={styles.former}>
            <span>
              Rotated <RelativeTime at={rotatedAt} />. The value before is kept.
            </span>
            <Button
              onClick={() => {
                rotate.reset();
                restore.mutate({ id }, done);
              }}
              busy={restore.isPending && 'Going back…'}
            >
              Back to the former value
            </Button>
          </div>
        )}
        {problem !== null && problem.field !== 'value' && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}

function whatHappens({ variable: { key }, applied }: EnvRotation): string {
  return applied.how === 'rolled'
    ? `${key} has its new value. Deployment ${applied.deploymentId} brings it to the application.`
    : `${key} has its new value; ${applied.reason}.`;
}
