import { useQuery } from '@tanstack/react-query';
import { useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ProjectId } from '../../contract/ids.ts';
import { useApi } from '../api/api-context.tsx';

const names: Readonly<Record<string, string>> = {
  projects: 'Projects',
  queue: 'Queue',
  health: 'Health',
  hosts: 'Hosts',
  settings: 'Settings',
  logs: 'Logs',
  analytics: 'Analytics',
  environment: 'Environment',
};

/** `Logs · shop · miniPaaS`: what a tab, a history entry and a screen reader call the page. */
export function usePageTitle(): void {
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions()).data;
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '/' });
  const [, section, id, tab] = path.split('/');
  const project =
    section === 'projects' && id ? projects?.find((other) => other.id === (Number(id) as ProjectId))?.name : undefined;
  const page = id ? (names[tab ?? ''] ?? 'Overview') : names[section ?? ''];
  useEffect(() => {
    document.title = [page, project, 'miniPaaS'].filter(Boolean).join(' · ');
  }, [page, project]);
}
