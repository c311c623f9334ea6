import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { ErrorSearch } from '../../features/error-groups/error-search.ts';
import { ErrorsView } from '../../features/error-groups/errors-view.tsx';
import { useProject } from './project-context.ts';

export function ErrorsPage() {
  const project = useProject();
  const search = useSearch({ from: '/projects/$projectId/errors' });
  const navigate = useNavigate();
  const projectId = String(project.id);
  const change = useCallback(
    (part: Partial<ErrorSearch>) =>
      void navigate({
        to: '/projects/$projectId/errors',
        params: { projectId },
        search: (old) => ({ ...old, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate, projectId],
  );
  return <ErrorsView projectId={project.id} search={search} onSearch={change} />;
}
