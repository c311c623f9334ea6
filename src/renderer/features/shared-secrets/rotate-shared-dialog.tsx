import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useState } from 'react';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { RolloutSteps } from './rollout-steps.tsx';
import styles from './shared-secrets.module.css';

interface RotateSharedProps {
  readonly secret: SharedSecret;
  readonly onClose: () => void;
}

/** Another value for all projects; stays open and shows how far it has got. */
export function RotateSharedDialog({ secret, onClose }: RotateSharedProps) {
  const { id, name, hasFormer, rollout } = secret;
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const form = useId();
  const [value, setValue] = useState('');
  const rotate = useMutation(query.sharedSecrets.rotate.mutationOptions());
  const restore = useMutation(query.sharedSecrets.restoreFormer.mutationOptions());
  const resume = useMutation(query.sharedSecrets.resume.mutationOptions());
  const failed = rotate.error ?? restore.error ?? resume.error;
  const problem = failed === null ? null : toProblem(failed);
  const isRolling = rollout.status === 'rolling';
  const begun = (text: string) => ({
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: query.sharedSecrets.key() });
      setValue('');
      announce(text);
    },
  });
  const forget = () => {
    rotate.reset();
    restore.reset();
    resume.reset();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    forget();
    rotate.mutate({ id, value }, begun(`${name} has another value; its projects are rolled.`));
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Rotate ${name}`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            disabled={value === '' || isRolling}
            busy={rotate.isPending && 'Rotating…'}
          >
            Rotate
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit} noValidate>
        <p>
          Each project that uses it is rolled in turn: the same image, the new value, the health check, and no request
          unanswered. At the first that does not get healthy it stops; that one and those after it go on with what they
          have.
        </p>
        <TextArea
          label="New value"
          rows={4}
          autoFocus
          value={value}
          onChange={setValue}
          error={problem?.field === 'value' ? `${problem.message} ${problem.hint}` : undefined}
        />
        <RolloutSteps steps={rollout.steps} />
        <div className={styles.actions}>
          {rollout.status === 'failed' && (
            <Button
              busy={resume.isPending && 'Going on…'}
              onClick={() => {
                forget();
                resume.mutate({ id }, begun('The rotation goes on.'));
              }}
            >
              Try again from there
            </Button>
          )}
          {hasFormer && !isRolling && (
            <Button
              busy={restore.isPending && 'Going back…'}
              onClick={() => {
                forget();
                restore.mutate({ id }, begun(`${name} has its former value; its projects are rolled.`));
              }}
            >
              Back to the former value
            </Button>
          )}
        </div>
        {problem !== null && problem.field !== 'value' && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
