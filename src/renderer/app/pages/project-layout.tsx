import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { ErrorCount } from '../../features/error-groups/error-count.tsx';
import { HostBanner } from '../../features/hosts/host-banner.tsx';
import { ProjectHeader } from '../../features/projects/project-header.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { ProjectContext } from './project-context.ts';

export function ProjectLayout() {
  const { projectId } = useParams({ from: '/projects/$projectId' });
  const id = Number(projectId);
  return Number.isSafeInteger(id) && id > 0 ? <ProjectFrame key={id} id={id as ProjectId} /> : <NotFoundPage />;
}

function ProjectFrame({ id }: { readonly id: ProjectId }) {
  const { query } = useApi();
  const navigate = useNavigate();
  const project = useQuery(query.projects.get.queryOptions({ input: { id } }));
  return (
    <>
      {project.data === undefined && <h1>Project</h1>}
      <Loaded query={project} what="the project">
        {(found) => (
          <ProjectContext value={found}>
            <ProjectHeader
              project={found}
              errorCount={<ErrorCount projectId={found.id} />}
              onTab={(to) => void navigate({ to, params: { projectId: String(found.id) } })}
            />
            {found.runState === 'unknown' && <HostBanner />}
            <Outlet />
          </ProjectContext>
        )}
      </Loaded>
    </>
  );
}
