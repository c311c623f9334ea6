import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DeploymentId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { DeploymentPanel } from '../../features/deployments/deployment-panel.tsx';
import { DeploymentsTable } from '../../features/deployments/deployments-table.tsx';
import { ReleasePanel } from '../../features/deployments/release-panel.tsx';
import { ProjectForwards } from '../../features/forwards/project-forwards.tsx';
import { PendingChanges } from '../../features/projects/pending-changes.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useProject } from './project-context.ts';

export function OverviewPage() {
  const project = useProject();
  const { deployment: chosen } = useSearch({ from: '/projects/$projectId/' });
  return (
    <>
      <PendingChanges project={project} />
      {chosen !== undefined && chosen !== project.latest?.id ? (
        <ChosenDeployment id={chosen as DeploymentId} />
      ) : (
        project.latest !== null && <DeploymentPanel deployment={project.latest} title="Latest deployment" />
      )}
      <ReleasePanel project={project} />
      <ProjectForwards project={project} />
      <DeploymentsTable projectId={project.id} />
    </>
  );
}

function ChosenDeployment({ id }: { readonly id: DeploymentId }) {
  const { query } = useApi();
  const navigate = useNavigate();
  const project = useProject();
  const deployment = useQuery(query.deployments.get.queryOptions({ input: { id } }));
  const back = () =>
    void navigate({ to: '/projects/$projectId', params: { projectId: String(project.id) }, search: {} });
  return (
    <Loaded query={deployment} what={`deployment #${id}`}>
      {(found) => (
        <DeploymentPanel
          deployment={found}
          title={`Deployment #${id}`}
          actions={
            <Button isSmall onClick={back}>
              Show the latest
            </Button>
          }
        />
      )}
    </Loaded>
  );
}
