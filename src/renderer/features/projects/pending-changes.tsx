import type { Project } from '../../../contract/projects.ts';
import { isInProgress } from '../../api/deployment-view.ts';
import { useDeploymentMutations } from '../../api/use-deployment-mutations.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

/** Something was changed that the running release does not know yet. */
export function PendingChanges({ project }: { readonly project: Project }) {
  const { deploy } = useDeploymentMutations();
  const announce = useAnnounce();
  const { id, name, latest, hasPendingChanges } = project;
  if (!hasPendingChanges || (latest !== null && isInProgress(latest.status))) return null;
  return (
    <>
      <Notice
        tone="warn"
        title="Variables or settings were changed after the running release was made."
        actions={
          <Button
            kind="primary"
            onClick={() =>
              deploy.mutate({ id }, { onSuccess: (made) => announce(`Deployment #${made.id} of ${name} is queued.`) })
            }
            busy={deploy.isPending && 'Deploying…'}
          >
            Deploy to apply
          </Button>
        }
      />
      {deploy.isError && <ProblemNotice problem={toProblem(deploy.error)} />}
    </>
  );
}
