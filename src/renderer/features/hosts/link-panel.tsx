import { useMutation } from '@tanstack/react-query';
import type { HostLinkFacts } from '../../../contract/host-upkeep.ts';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import styles from './hosts.module.css';

/** Measured when somebody wants to know: nobody is kept busy by a page that is left open. */
export function LinkPanel({ host }: { readonly host: Host }) {
  const { query } = useApi();
  const announce = useAnnounce();
  const link = useMutation({
    ...query.hosts.link.mutationOptions(),
    onSuccess: ({ roundTrip }) => announce(`A call takes ${inMs(roundTrip.medianMs)}.`),
  });
  return (
    <div className={styles.measured}>
      {link.data !== undefined && (
        <Facts
          facts={[
            ...linkFacts(link.data),
            { label: 'Measured', value: <RelativeTime at={new Date(link.submittedAt).toISOString()} /> },
          ]}
        />
      )}
      {link.isError && <ProblemNotice problem={toProblem(link.error)} />}
      <div>
        <Button onClick={() => link.mutate({ id: host.id })} busy={link.isPending && 'Measuring…'}>
          {link.data === undefined ? 'Measure the connection' : 'Measure again'}
        </Button>
      </div>
    </div>
  );
}

const inMs = (ms: number): string => `${ms.toFixed(1)} ms`;

function linkFacts({ roundTrip, ssh }: HostLinkFacts): readonly Fact[] {
  const { medianMs, fastestMs, slowestMs, samples } = roundTrip;
  return [
    {
      label: 'Round trip',
      value: `${inMs(medianMs)} (${inMs(fastestMs)} to ${inMs(slowestMs)} in ${samples} calls)`,
    },
    ...(ssh === null
      ? []
      : [
          { label: 'SSH connections', value: `${ssh.connections} of 2` },
          { label: 'Channels', value: `${countOf(ssh.channels, 'channel')} open` },
          { label: 'Sessions', value: `${ssh.sessions} of ${ssh.maxSessions * ssh.connections}` },
          {
            label: 'Engine’s socket',
            value: ssh.transport === 'streamlocal' ? 'forwarded by the SSH server' : 'over docker system dial-stdio',
          },
        ]),
  ];
}
