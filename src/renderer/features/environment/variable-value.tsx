import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { EnvVar } from '../../../contract/environment.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './environment.module.css';

interface VariableValueProps {
  readonly variable: EnvVar;
  /** All secrets are to be shown, this one as well. */
  readonly isShown: boolean;
  readonly onRotate: (variable: EnvVar) => void;
}

/** Plain values stand there; a secret is fetched when asked for and forgotten when hidden. */
export function VariableValue({ variable, isShown, onRotate }: VariableValueProps) {
  if (!variable.isSecret) return <Plain value={variable.value ?? ''} />;
  return <Secret key={`${variable.updatedAt} ${isShown}`} variable={variable} isShown={isShown} onRotate={onRotate} />;
}

function Plain({ value }: { readonly value: string }) {
  return value === '' ? <span className={styles.soft}>empty</span> : <span className={styles.value}>{value}</span>;
}

function Secret({ variable, isShown, onRotate }: VariableValueProps) {
  const { id, key, shared } = variable;
  const { client } = useApi();
  const [shown, setShown] = useState<string | null>(null);
  const reveal = useMutation({
    mutationFn: () => client.environment.reveal({ id }),
    onSuccess: ({ value }) => setShown(value),
    gcTime: 0,
  });
  const { mutate } = reveal;
  useEffect(() => {
    if (isShown) mutate();
  }, [isShown, mutate]);
  const toggle = () => {
    if (shown === null) return reveal.mutate();
    setShown(null);
    reveal.reset();
  };
  return (
    <div className={styles.secret}>
      {shown === null ? <span aria-label="hidden">••••••••</span> : <Plain value={shown} />}
      <Button
        isSmall
        aria-label={`${shown === null ? 'Show' : 'Hide'} ${key}`}
        onClick={toggle}
        busy={reveal.isPending && 'Opening…'}
      >
        {shown === null ? 'Show' : 'Hide'}
      </Button>
      {shared === null && (
        <Button isSmall aria-label={`Rotate ${key}`} onClick={() => onRotate(variable)}>
          Rotate…
        </Button>
      )}
      {reveal.isError && <ProblemNotice problem={toProblem(reveal.error)} />}
    </div>
  );
}
