import { useQuery } from '@tanstack/react-query';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ReconnectButton } from './reconnect-button.tsx';

/** For every host that cannot be reached: what is wrong and how to mend it, above whatever depends on it. */
export function HostBanner() {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions()).data ?? [];
  return hosts.filter(({ status }) => status === 'unreachable').map((host) => <Down key={host.id} host={host} />);
}

function Down({ host }: { readonly host: Host }) {
  const problem = host.error ?? {
    code: 'ENGINE_LOST',
    message: `The engine of ${host.name} does not answer.`,
    hint: 'It is looked for again by itself.',
  };
  return (
    <ProblemNotice
      isQuiet
      title={`The host “${host.name}” cannot be reached: nothing can be deployed there now.`}
      problem={problem}
      actions={<ReconnectButton host={host} />}
    />
  );
}
