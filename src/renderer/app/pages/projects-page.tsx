import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { HostBanner } from '../../features/hosts/host-banner.tsx';
import { RepositoryPicker } from '../../features/identity/repository-picker.tsx';
import { FirstSteps } from '../../features/projects/first-steps.tsx';
import { NewProjectDialog } from '../../features/projects/new/new-project-dialog.tsx';
import { ProjectList } from '../../features/projects/project-list.tsx';
import { Button } from '../../ui/button.tsx';
import type { ProjectsSearch } from '../search.ts';

export function ProjectsPage() {
  const search = useSearch({ from: '/projects' });
  const navigate = useNavigate();
  const change = useCallback(
    (part: ProjectsSearch, isStep = false) =>
      void navigate({ to: '/projects', search: (old) => ({ ...old, ...part }), replace: !isStep }),
    [navigate],
  );
  const open = () => change({ new: 'git' }, true);
  return (
    <>
      <h1>Projects</h1>
      <HostBanner />
      <ProjectList
        search={search.q ?? ''}
        onSearch={(q) => change({ q: q === '' ? undefined : q })}
        sort={{ by: search.sort ?? 'name', direction: search.dir ?? 'asc' }}
        onSort={({ by, direction }) => change({ sort: by, dir: direction })}
        action={
          <Button kind="primary" onClick={open}>
            New project
          </Button>
        }
        firstSteps={<FirstSteps onNew={open} />}
      />
      {search.new !== undefined && (
        <NewProjectDialog
          // A folder dropped while the dialog is open begins it anew.
          key={search.from ?? ''}
          tab={search.new}
          from={search.from ?? ''}
          onTab={(tab) => change({ new: tab })}
          onClose={() => change({ new: undefined, from: undefined })}
          onDeployed={({ id }) => void navigate({ to: '/projects/$projectId', params: { projectId: String(id) } })}
          repositoryPicker={(onPick) => <RepositoryPicker onPick={onPick} />}
        />
      )}
    </>
  );
}
