import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { EditedForm } from '../../ui/edited-form.tsx';
import { LimitSection } from './limit-section.tsx';
import { OriginsPanel } from './origins-panel.tsx';
import { changedFields, changesOf, draftOf, type SettingsDraft, settingsErrors } from './settings-draft.ts';
import { AddressSection, BuildSection, ReadinessSection, ReleaseSection, SourceSection } from './settings-sections.tsx';

/** Everything that can be set for a project. */
export function ProjectSettings({ project }: { readonly project: Project }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const saved = draftOf(project);
  const update = useMutation(query.projects.update.mutationOptions());
  const save = (draft: SettingsDraft, done: () => void) =>
    update.mutate(
      { id: project.id, ...changesOf(saved, draft) },
      {
        onSuccess: (next) => {
          cache.setQueryData(query.projects.get.queryKey({ input: { id: next.id } }), next);
          cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, next));
          done();
          announce(saidOf(next));
        },
      },
    );
  return (
    <EditedForm saved={saved} changedOf={changedFields} errorsOf={settingsErrors} update={update} onSave={save}>
      {(edited) => (
        <>
          <OriginsPanel project={project} />
          <SourceSection project={project} {...edited} />
          <BuildSection project={project} {...edited} />
          <ReadinessSection project={project} {...edited} />
          <ReleaseSection project={project} {...edited} />
          <LimitSection project={project} {...edited} />
          <AddressSection project={project} {...edited} />
        </>
      )}
    </EditedForm>
  );
}

function saidOf({ hasPendingChanges, current }: Project): string {
  if (hasPendingChanges) return 'Saved. The next deployment applies it.';
  return current === null ? 'Saved.' : 'Saved, and in force.';
}
