import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HealthFix } from '../../../contract/health.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Removes } from '../../ui/removes.tsx';

/** One press; where something goes, after a question that names all of it. */
export function FixButton({ fix: { id, label, removes } }: { readonly fix: HealthFix }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const apply = useMutation(
    query.health.applyFix.mutationOptions({
      onSuccess({ message }) {
        setAsking(false);
        announce(message);
      },
      // Also after a refusal: what was offered may be gone.
      onSettled: () => cache.invalidateQueries({ queryKey: query.health.key() }),
    }),
  );
  const isDestructive = removes.length > 0;
  const problem = apply.isError ? toProblem(apply.error) : null;
  return (
    <>
      <Button
        isSmall
        kind={isDestructive ? 'danger' : 'normal'}
        onClick={() => (isDestructive ? setAsking(true) : apply.mutate({ id }))}
        busy={apply.isPending && !isAsking && 'Working…'}
      >
        {label}
        {isDestructive && '…'}
      </Button>
      {problem !== null && !isAsking && <ProblemNotice problem={problem} />}
      <Confirm
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
          apply.reset();
        }}
        title={`${label}?`}
        action={label}
        busy={apply.isPending && 'Removing…'}
        problem={problem}
        onConfirm={() => apply.mutate({ id, confirm: removes })}
      >
        <Removes items={removes.map((name) => ({ key: name, name }))} />
      </Confirm>
    </>
  );
}
