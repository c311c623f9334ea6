import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Project } from '../../../../contract/projects.ts';
import { useApi } from '../../../api/api-context.tsx';
import { useDeploymentMutations } from '../../../api/use-deployment-mutations.ts';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import {
  draftErrors,
  emptyProject,
  emptySource,
  type ProjectDraft,
  type SourceDraft,
  type SourceTab,
  toCreateInput,
  toSourceInput,
  variablesFrom,
} from './draft.ts';

/** A repository that is private looks like one that is not there, so both lead to the credentials. */
const credentialCodes: readonly string[] = ['REPOSITORY_ACCESS_DENIED', 'REPOSITORY_NOT_FOUND'];

/** The course of the dialog: a source, what was found in it, the project, its first deployment. */
export function useNewProject(tab: SourceTab, from: string, onDeployed: (project: Project) => void) {
  const { client, query } = useApi();
  const [source, setSource] = useState<SourceDraft>(() => emptySource(tab, from));
  const [draft, setDraft] = useState<ProjectDraft>(emptyProject);
  const [refusals, setRefusals] = useState(0);
  const looking = useRef<AbortController>(null);
  const { deploy } = useDeploymentMutations();
  const create = useMutation(query.projects.create.mutationOptions());
  const detect = useMutation({
    mutationFn: (input: SourceDraft) => {
      looking.current = new AbortController();
      return client.sources.detect(toSourceInput(input), { signal: looking.current.signal });
    },
    onSuccess: ({ detection }) => setDraft((old) => ({ ...old, variables: variablesFrom(detection.suggestions) })),
  });

  const failure = [detect, create, deploy].find(({ isError }) => isError)?.error ?? null;
  const problem = failure === null || isAbort(failure) ? null : toProblem(failure);

  const changeSource = (part: Partial<SourceDraft>) => {
    setSource((old) => ({ ...old, ...part }));
    detect.reset();
    create.reset();
  };
  const look = () =>
    detect.mutate(source, {
      onError: (error) => {
        if (!credentialCodes.includes(toProblem(error).code)) return;
        setRefusals((count) => count + 1);
        if (source.credential.kind !== 'none') return;
        const kind = /^(ssh:|[^/]+@)/.test(source.repoUrl) ? 'sshKey' : 'token';
        setSource((old) => ({ ...old, credential: { ...old.credential, kind } }));
      },
    });
  const submit = async () => {
    const project = create.data ?? (await create.mutateAsync(toCreateInput(source, draft)));
    await deploy.mutateAsync({ id: project.id });
    onDeployed(project);
  };

  return {
    source,
    changeSource,
    draft,
    changeDraft: (part: Partial<ProjectDraft>) => {
      setDraft((old) => ({ ...old, ...part }));
      create.reset();
    },
    found: detect.data ?? null,
    isLooking: detect.isPending,
    lookingSince: detect.submittedAt,
    look,
    stopLooking: () => looking.current?.abort(),
    /** Resolves even when it failed: the failure is in `problem`. */
    submit: () => submit().catch(() => undefined),
    isSubmitting: create.isPending || deploy.isPending,
    created: create.data ?? null,
    problem,
    /** How often access was refused: each time the field for the credential opens and gets the focus. */
    refusals,
    errors: { ...draftErrors(draft), ...fieldError(problem) },
  };
}

function fieldError(problem: Problem | null): Readonly<Record<string, string>> {
  return problem?.field === undefined ? {} : { [problem.field]: `${problem.message} ${problem.hint}` };
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError';
}
