import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { upsert } from '../../api/patch.ts';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import layout from '../../ui/form.module.css';
import { SaveBar } from '../../ui/save-bar.tsx';
import { LimitSection } from './limit-section.tsx';
import { OriginsPanel } from './origins-panel.tsx';
import { changedFields, changesOf, draftOf, type SettingsDraft, settingsErrors } from './settings-draft.ts';
import { AddressSection, BuildSection, ReadinessSection, ReleaseSection, SourceSection } from './settings-sections.tsx';

/** Everything that can be set for a project. What is not saved yet stays when the project changes meanwhile. */
export function ProjectSettings({ project }: { readonly project: Project }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const saved = draftOf(project);
  const [edits, setEdits] = useState<Partial<SettingsDraft>>({});
  const draft: SettingsDraft = { ...saved, ...edits };
  const changed = changedFields(saved, draft);
  const update = useMutation(query.projects.update.mutationOptions());
  const problem = update.isError ? toProblem(update.error) : null;
  const local = settingsErrors(draft);
  const errors: Readonly<Record<string, string>> =
    problem?.field === undefined ? local : { [problem.field]: `${problem.message} ${problem.hint}`, ...local };

  const change = (part: Partial<SettingsDraft>) => {
    setEdits((old) => ({ ...old, ...part }));
    update.reset();
  };
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (changed.length === 0 || Object.keys(local).length > 0) return;
    update.mutate(
      { id: project.id, ...changesOf(saved, draft) },
      {
        onSuccess: (next) => {
          cache.setQueryData(query.projects.get.queryKey({ input: { id: next.id } }), next);
          cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, next));
          setEdits({});
          announce(saidOf(next));
        },
      },
    );
  };
  const section = { project, draft, onChange: change, errors };
  return (
    <form className={layout.stack} onSubmit={save} noValidate>
      <OriginsPanel project={project} />
      <SourceSection {...section} />
      <BuildSection {...section} />
      <ReadinessSection {...section} />
      <ReleaseSection {...section} />
      <LimitSection {...section} />
      <AddressSection {...section} />
      <SaveBar
        isShown={changed.length > 0}
        text={`${countOf(changed.length, 'change')} not saved`}
        isBlocked={Object.keys(local).length > 0}
        isSaving={update.isPending}
        problem={problem}
        onDiscard={() => {
          setEdits({});
          update.reset();
        }}
      />
    </form>
  );
}

function saidOf({ hasPendingChanges, current }: Project): string {
  if (hasPendingChanges) return 'Saved. The next deployment applies it.';
  return current === null ? 'Saved.' : 'Saved, and in force.';
}
