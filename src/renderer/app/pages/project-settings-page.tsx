import { useNavigate } from '@tanstack/react-router';
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
      <Removal project={project} onRemoved={() => void navigate({ to: '/projects' })} />
    </>
  );
}
