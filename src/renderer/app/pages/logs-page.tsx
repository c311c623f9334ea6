import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { LogSearch } from '../../features/logs/log-search.ts';
import { LogsView } from '../../features/logs/logs-view.tsx';
import { useProject } from './project-context.ts';

export function LogsPage() {
  const project = useProject();
  const search = useSearch({ from: '/projects/$projectId/logs' });
  const navigate = useNavigate();
  const projectId = String(project.id);
  const change = useCallback(
    (part: Partial<LogSearch>) =>
      void navigate({
        to: '/projects/$projectId/logs',
        params: { projectId },
        search: (old) => ({ ...old, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate, projectId],
  );
  return <LogsView project={project} search={search} onSearch={change} />;
}
