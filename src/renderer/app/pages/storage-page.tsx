import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { VolumeBackups } from '../../features/backups/volume-backups.tsx';
import { PendingChanges } from '../../features/projects/pending-changes.tsx';
import { StorageView } from '../../features/storage/storage-view.tsx';
import { useProject } from './project-context.ts';

export function StoragePage() {
  const project = useProject();
  const search = useSearch({ from: '/projects/$projectId/storage' });
  const navigate = useNavigate();
  const router = useRouter();
  const to = '/projects/$projectId/storage';
  const params = { projectId: String(project.id) };
  return (
    <>
      <PendingChanges project={project} />
      <StorageView
        projectId={project.id}
        search={search}
        onSearch={(change, { isReplaced = false } = {}) =>
          void navigate({ to, params, search: change, replace: isReplaced, resetScroll: false })
        }
        backupsOf={(volume) => <VolumeBackups key={volume.id} volume={volume} />}
        hrefOf={(place) => `#${router.buildLocation({ to, params, search: place }).href}`}
      />
    </>
  );
}
