import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from './project-settings.module.css';

interface MovePanelProps {
  readonly project: Project;
  /** The deployment that moves it is under way. */
  readonly onMoving: () => void;
}

/** To another host. Without one there is nothing to choose. */
export function MovePanel({ project, onMoving }: MovePanelProps) {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions());
  return (
    <Panel title="Host">
      <Loaded query={hosts} what="the hosts">
        {(all) => (
          <Choice project={project} others={all.filter(({ id }) => id !== project.hostId)} onMoving={onMoving} />
        )}
      </Loaded>
    </Panel>
  );
}

function Choice({ project, others, onMoving }: MovePanelProps & { readonly others: readonly Host[] }) {
  const [wanted, setWanted] = useState('');
  const [isAsking, setAsking] = useState(false);
  const target = others.find(({ id }) => String(id) === wanted) ?? others[0];
  const { latest } = project;
  const isMoving =
    latest !== null && latest.movesFrom !== null && ['queued', 'building', 'starting'].includes(latest.status);
  if (target === undefined) {
    return (
      <p>
        It runs on <strong>{project.hostName}</strong>. Add another host on the Hosts page to move it there.
      </p>
    );
  }
  return (
    <div className={styles.move}>
      <p>
        It runs on <strong>{project.hostName}</strong>.{isMoving && ' It is being moved: see its deployments.'}
      </p>
      <SelectField
        label="Move to"
        value={String(target.id)}
        onChange={setWanted}
        options={others.map(({ id, name, status }) => ({
          value: String(id),
          label: status === 'connected' ? name : `${name} (${status})`,
        }))}
      />
      <Button onClick={() => setAsking(true)} disabled={isMoving}>
        Move to {target.name}…
      </Button>
      {isAsking && <Question project={project} target={target} onMoving={onMoving} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface QuestionProps extends MovePanelProps {
  readonly target: Host;
  readonly onClose: () => void;
}

function Question({ project, target, onMoving, onClose }: QuestionProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const move = useMutation(query.projects.move.mutationOptions());
  const confirm = () =>
    move.mutate(
      { id: project.id, hostId: target.id },
      {
        onSuccess: (next) => {
          cache.setQueryData(query.projects.get.queryKey({ input: { id: next.id } }), next);
          cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, next));
          onClose();
          if (next.hostId === target.id) announce(`${project.name} is on ${target.name} now.`);
          else {
            announce(`${project.name} is being moved to ${target.name}.`);
            onMoving();
          }
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Move ${project.name} to ${target.name}?`}
      action={`Move to ${target.name}`}
      onConfirm={confirm}
      busy={move.isPending && 'Asking…'}
      problem={move.isError ? toProblem(move.error) : null}
    >
      {project.current === null ? (
        <p>Nothing of it runs: the next deployment goes to {target.name}, and brings what is in its volumes along.</p>
      ) : (
        <div className={styles.question}>
          <p>
            It is built on {target.name} and proven there. If it does not answer there, it serves on {project.hostName}{' '}
            as before.
          </p>
          <Volumes project={project} target={target} />
          <p>When it serves there, this goes from {project.hostName}:</p>
          <ul className={styles.plan}>
            <li>its container, which is stopped</li>
            <li>its images: going back to an earlier release needs a new build</li>
          </ul>
          <p>The number of its port may change.</p>
        </div>
      )}
    </Confirm>
  );
}

/** What comes along, and what that costs. Where it cannot be told, what would be true of any. */
function Volumes({ project, target }: Pick<QuestionProps, 'project' | 'target'>) {
  const { query } = useApi();
  const volumes = useQuery(query.volumes.list.queryOptions({ input: { id: project.id } }));
  const coming = (volumes.data ?? []).filter(({ hostId }) => hostId !== target.id);
  if (volumes.isSuccess && coming.length === 0) return null;
  return (
    <>
      <p>What comes along to {target.name}:</p>
      <ul className={styles.coming}>
        {coming.map(({ id, name, sizeBytes }) => (
          <li key={id}>
            the volume {name}
            {sizeBytes !== null && `, ${formatBytes(sizeBytes)}`}
          </li>
        ))}
        {!volumes.isSuccess && <li>its volumes, with all that is in them</li>}
      </ul>
      <p>
        While that is copied the application is stopped, so that nothing it writes is lost. On {project.hostName} a copy
        stays until you delete it in the Storage tab.
      </p>
    </>
  );
}
