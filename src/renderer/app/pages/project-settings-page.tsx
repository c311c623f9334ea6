import { useNavigate } from '@tanstack/react-router';
import { DomainsPanel } from '../../features/ingress/domains-panel.tsx';
import { MovePanel } from '../../features/projects/move-panel.tsx';
import { PendingChanges } from '../../features/projects/pending-changes.tsx';
import { ProjectSettings } from '../../features/projects/project-settings.tsx';
import { Removal } from '../../features/projects/removal.tsx';
import { useProject } from './project-context.ts';

export function ProjectSettingsPage() {
  const project = useProject();
  const navigate = useNavigate();
  return (
    <>
      <PendingChanges project={project} />
      <ProjectSettings project={project} />
      <DomainsPanel project={project} />
      <MovePanel
        project={project}
        onMoving={() => void navigate({ to: '/projects/$projectId', params: { projectId: String(project.id) } })}
      />
      <Removal project={project} onRemoved={() => void navigate({ to: '/projects' })} />
    </>
  );
}
