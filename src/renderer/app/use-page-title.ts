import { useQuery } from '@tanstack/react-query';
import { useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { HostId, ProjectId } from '../../contract/ids.ts';
import { useApi } from '../api/api-context.tsx';

const names: Readonly<Record<string, string>> = {
  projects: 'Projects',
  queue: 'Queue',
  health: 'Health',
  hosts: 'Hosts',
  settings: 'Settings',
  log: 'Control plane log',
  logs: 'Logs',
  errors: 'Errors',
  analytics: 'Analytics',
  environment: 'Environment',
  terminal: 'Terminal',
};

/** `Logs · shop · miniPaaS`: what a tab, a history entry and a screen reader call the page. */
export function usePageTitle(): void {
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions()).data;
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '/' });
  const [, section, id, tab] = path.split('/');
  const hosts = useQuery(query.hosts.list.queryOptions()).data;
  const host =
    section === 'hosts' && id ? hosts?.find((other) => other.id === (Number(id) as HostId))?.name : undefined;
  const project =
    section === 'projects' && id ? projects?.find((other) => other.id === (Number(id) as ProjectId))?.name : undefined;
  const page = section === 'projects' && id ? (names[tab ?? ''] ?? 'Overview') : names[section ?? ''];
  useEffect(() => {
    document.title = [page, project ?? host, 'miniPaaS'].filter(Boolean).join(' · ');
  }, [page, project, host]);
}
