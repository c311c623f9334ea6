import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { AnalyticsSearch } from '../../features/metrics/analytics-search.ts';
import { AnalyticsView } from '../../features/metrics/analytics-view.tsx';
import { useProject } from './project-context.ts';

export function AnalyticsPage() {
  const project = useProject();
  const search = useSearch({ from: '/projects/$projectId/analytics' });
  const navigate = useNavigate();
  const projectId = String(project.id);
  const change = useCallback(
    (part: Partial<AnalyticsSearch>) =>
      void navigate({
        to: '/projects/$projectId/analytics',
        params: { projectId },
        search: (old) => ({ ...old, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate, projectId],
  );
  return <AnalyticsView project={project} search={search} onSearch={change} />;
}
