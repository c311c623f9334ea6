import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { ForwardsPanel } from './forwards-panel.tsx';

export function ProjectForwards({ project: { id, name, current, settings } }: { readonly project: Project }) {
  const { client } = useApi();
  if (current === null) return null;
  return (
    <ForwardsPanel
      where={`the container of ${name}`}
      hasAddress={false}
      suggestedPort={settings.port ?? undefined}
      isShown={({ project }) => project?.id === id}
      open={({ port, localPort }) => client.forwards.openToProject({ id, port, localPort })}
    />
  );
}
