import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { isInProgress } from '../../api/deployment-view.ts';
import { upsert } from '../../api/patch.ts';
import { useDeploymentMutations } from '../../api/use-deployment-mutations.ts';
import { openExternal } from '../../lib/bridge.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import styles from './project-header.module.css';

/** What can be done to a project just now; a refusal stands below the buttons. */
export function ProjectActions({ project }: { readonly project: Project }) {
  const { id, name, latest, runState, url } = project;
  const { deploy, cancel } = useDeploymentMutations();
  const { stop, start, restart } = useRunMutations();
  const announce = useAnnounce();
  const waiting = latest !== null && isInProgress(latest.status) ? latest : null;

  const startDeployment = () =>
    deploy.mutate({ id }, { onSuccess: (made) => announce(`Deployment #${made.id} of ${name} is queued.`) });
  useShortcut({ keys: 'd', label: 'Deploy this project', run: startDeployment });
  const address = runState === 'stopped' ? null : url;
  useShortcut(address === null ? null : { keys: 'o', label: 'Open the application', run: () => openExternal(address) });
  const failed = [deploy, cancel, stop, start, restart].find(({ isError }) => isError);

  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        <Button kind="primary" onClick={startDeployment} busy={deploy.isPending && 'Deploying…'}>
          Deploy
        </Button>
        {waiting !== null && (
          <Button
            onClick={() =>
              cancel.mutate({ id: waiting.id }, { onSuccess: () => announce(`#${waiting.id} is cancelled.`) })
            }
            busy={cancel.isPending && 'Cancelling…'}
          >
            Cancel #{waiting.id}
          </Button>
        )}
        {address !== null && <Button onClick={() => openExternal(address)}>Open</Button>}
        {runState === 'running' && (
          <Button
            onClick={() => restart.mutate({ id }, { onSuccess: () => announce(`${name} was restarted.`) })}
            busy={restart.isPending && 'Restarting…'}
          >
            Restart
          </Button>
        )}
        {(runState === 'running' || runState === 'restarting') && (
          <Button
            onClick={() => stop.mutate({ id }, { onSuccess: () => announce(`${name} is stopped.`) })}
            busy={stop.isPending && 'Stopping…'}
          >
            Stop
          </Button>
        )}
        {runState === 'stopped' && (
          <Button
            onClick={() => start.mutate({ id }, { onSuccess: () => announce(`${name} is started.`) })}
            busy={start.isPending && 'Starting…'}
          >
            Start
          </Button>
        )}
      </div>
      {failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />}
    </div>
  );
}

function useRunMutations() {
  const { query } = useApi();
  const cache = useQueryClient();
  const onSuccess = (project: Project) => {
    cache.setQueryData(query.projects.get.queryKey({ input: { id: project.id } }), project);
    cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, project));
  };
  return {
    stop: useMutation(query.projects.stop.mutationOptions({ onSuccess })),
    start: useMutation(query.projects.start.mutationOptions({ onSuccess })),
    restart: useMutation(query.projects.restart.mutationOptions({ onSuccess })),
  };
}
