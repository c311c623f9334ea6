import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HostRemovalPlan } from '../../../contract/host-upkeep.ts';
import type { Host, ProjectsOfRemovedHost } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { FateField } from './fate-field.tsx';
import styles from './hosts.module.css';

interface RemoveHostProps {
  readonly host: Host;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveHost({ host, onClose, onRemoved }: RemoveHostProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [fate, setFate] = useState<ProjectsOfRemovedHost | null>(null);
  const plan = useQuery({
    ...query.hosts.removalPlan.queryOptions({ input: { id: host.id } }),
    staleTime: 0,
    gcTime: 0,
  });
  const remove = useMutation(query.hosts.remove.mutationOptions());
  const hasProjects = (plan.data?.projects.length ?? 0) > 0;
  const confirm = () =>
    remove.mutate(
      { id: host.id, ...(hasProjects && fate !== null ? { projects: fate } : {}) },
      {
        onSuccess: ({ left }) => {
          announce(
            [`${host.name} is removed.`, ...left.map(({ name, reason }) => `${name} stays: ${reason}`)].join(' '),
          );
          onRemoved();
          cache.setQueryData(query.hosts.list.queryKey(), (list) => list?.filter(({ id }) => id !== host.id));
        },
        // Some of its projects may be gone.
        onError: () => void plan.refetch(),
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Remove ${host.name}?`}
      action={`Remove ${host.name}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Removing…'}
      isReady={plan.isSuccess && (!hasProjects || fate !== null)}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <Loaded query={plan} what="what is on the host">
        {(found) => <Question host={host} plan={found} fate={fate} onFate={setFate} />}
      </Loaded>
    </Confirm>
  );
}

interface QuestionProps {
  readonly host: Host;
  readonly plan: HostRemovalPlan;
  readonly fate: ProjectsOfRemovedHost | null;
  readonly onFate: (fate: ProjectsOfRemovedHost) => void;
}

function Question({ host, plan, fate, onFate }: QuestionProps) {
  return (
    <>
      {plan.projects.length > 0 && <FateField plan={plan} value={fate} onChange={onFate} />}
      <p>This goes from miniPaaS:</p>
      <ul className={styles.plan}>
        <li>
          the host <strong>{host.name}</strong>
          {host.ssh !== null && ` at ${host.ssh.address}`} and how it is logged in to
        </li>
        <li>its password or passphrase in the keychain, if there is one</li>
        <li>its host keys that were trusted here, unless another host has the same address</li>
        {plan.projects.length > 0 && (
          <li>{countOf(plan.projects.length, 'project')} with deployments, variables and logs</li>
        )}
      </ul>
      <Tools plan={plan} fate={fate} />
      <p>known_hosts stays as it is.</p>
    </>
  );
}

/** What becomes of the ingress and its like. */
function Tools({ plan: { tools, engineUnreachable, projects }, fate }: Pick<QuestionProps, 'plan' | 'fate'>) {
  if (engineUnreachable && fate !== 'forget') {
    return <p>The host cannot be reached: what miniPaaS has on the machine stays there.</p>;
  }
  if (fate === 'forget' || tools.length === 0) {
    return (
      <p>
        On the machine itself nothing changes{projects.length > 0 && tools.length > 0 && ': its ingress goes on, too'}.
      </p>
    );
  }
  return (
    <>
      <p>And this goes from the machine, since it serves miniPaaS alone:</p>
      <ul className={styles.plan}>
        {tools.map((tool) => (
          <li key={tool}>{tool}</li>
        ))}
      </ul>
    </>
  );
}
