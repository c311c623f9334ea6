import { useNavigate, useSearch } from '@tanstack/react-router';
import { EnvironmentView } from '../../features/environment/environment-view.tsx';
import { PendingChanges } from '../../features/projects/pending-changes.tsx';
import { useProject } from './project-context.ts';

export function EnvironmentPage() {
  const project = useProject();
  const { q } = useSearch({ from: '/projects/$projectId/environment' });
  const navigate = useNavigate();
  return (
    <>
      <PendingChanges project={project} />
      <EnvironmentView
        projectId={project.id}
        search={q ?? ''}
        onSearch={(text) =>
          void navigate({
            to: '/projects/$projectId/environment',
            params: { projectId: String(project.id) },
            search: { q: text === '' ? undefined : text },
            replace: true,
            resetScroll: false,
          })
        }
      />
    </>
  );
}
