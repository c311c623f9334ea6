import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Project, RemovalPlan } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './project-settings.module.css';

interface RemovalProps {
  readonly project: Project;
  readonly onRemoved: () => void;
}

export function Removal({ project, onRemoved }: RemovalProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title="Delete">
      <div className={styles.danger}>
        <p>
          Deletes the project with its containers, images, volumes, variables and logs. The repository is not touched.
        </p>
        <Button kind="danger" onClick={() => setAsking(true)}>
          Delete {project.name}…
        </Button>
      </div>
      {isAsking && <Question project={project} onRemoved={onRemoved} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function Question({ project: { id, name }, onRemoved, onClose }: RemovalProps & { readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [isForced, setForced] = useState(false);
  const plan = useQuery({ ...query.projects.removalPlan.queryOptions({ input: { id } }), staleTime: 0, gcTime: 0 });
  const remove = useMutation(query.projects.remove.mutationOptions());
  const isStuck = plan.data?.engineUnreachable === true;

  const confirm = () =>
    remove.mutate(
      { id, ...(isForced ? { force: true } : {}) },
      {
        onSuccess: () => {
          cache.setQueryData(query.projects.list.queryKey(), (list) => list?.filter((other) => other.id !== id));
          announce(`${name} is deleted.`);
          onRemoved();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete ${name}?`}
      action={`Delete ${name}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      isReady={plan.isSuccess && (!isStuck || isForced)}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <Loaded query={plan} what="what would go">
        {(found) => <Plan plan={found} />}
      </Loaded>
      {isStuck && (
        <CheckField
          label="Forget the project all the same"
          description="Its host cannot be reached, so its containers and images stay there."
          isChecked={isForced}
          onChange={setForced}
        />
      )}
    </Confirm>
  );
}

function Plan({ plan }: { readonly plan: RemovalPlan }) {
  const items = planItems(plan);
  return (
    <>
      <p>This goes, and cannot be brought back:</p>
      <ul className={styles.plan}>
        {items.map(({ title, names }) => (
          <li key={title}>
            {title}
            {names.length > 0 && `: ${names.join(', ')}`}
          </li>
        ))}
      </ul>
    </>
  );
}

const NAMES_SHOWN = 6;

function planItems({ containers, images, volumes, deploymentCount, variableCount, logBytes }: RemovalPlan) {
  const named = (names: readonly string[]) =>
    names.length > NAMES_SHOWN ? [...names.slice(0, NAMES_SHOWN), `${names.length - NAMES_SHOWN} more`] : names;
  const sized = volumes.map(({ name, sizeBytes }) =>
    sizeBytes === null ? name : `${name} (${formatBytes(sizeBytes)})`,
  );
  return [
    { title: countOf(containers.length, 'container'), names: named(containers) },
    { title: countOf(images.length, 'image'), names: named(images) },
    { title: countOf(volumes.length, 'volume'), names: named(sized) },
    { title: countOf(deploymentCount, 'deployment'), names: [] },
    { title: countOf(variableCount, 'variable'), names: [] },
    { title: `${formatBytes(logBytes)} of logs`, names: [] },
  ];
}
