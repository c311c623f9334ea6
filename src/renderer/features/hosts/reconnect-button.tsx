import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

export function ReconnectButton({ host }: { readonly host: Host }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const reconnect = useMutation(query.hosts.reconnect.mutationOptions());
  const press = () =>
    reconnect.mutate(
      { id: host.id },
      {
        onSuccess: (found) => {
          cache.setQueryData(query.hosts.list.queryKey(), (list) => list && upsert(list, found));
          cache.setQueryData(query.hosts.get.queryKey({ input: { id: found.id } }), found);
          announce(
            found.status === 'connected' ? `${found.name} is connected.` : `${found.name} is still ${found.status}.`,
          );
        },
      },
    );
  return (
    <>
      <Button onClick={press} busy={reconnect.isPending && 'Looking…'} aria-label={`Look again for ${host.name}`}>
        Look again
      </Button>
      {reconnect.isError && <ProblemNotice problem={toProblem(reconnect.error)} />}
    </>
  );
}
