import type { Caller } from '../../../contract/caller.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { Detection, EnvSuggestion, GitCredential, Source, SourceInput } from '../../../contract/sources.ts';
import { createBuildPlanner } from './build-planner.ts';
import { detectSource } from './detect.ts';
import { parseRepository, parseSourceInput } from './parse-source.ts';
import type { BuildSettings, GitRepositories, ProjectCredentials, SourceTree, SourceTrees } from './ports.ts';
import { declaredBuild } from './read-repository-file.ts';
import { scanVariables } from './scan-variables.ts';
import { createSourceFetcher, fetchFiles, type FetchedFiles } from './source-fetcher.ts';
import { createSuggestionCache } from './suggestion-cache.ts';
import { suggestName } from './suggest-name.ts';

export interface SourcesDeps {
  readonly git: GitRepositories;
  readonly trees: SourceTrees;
  readonly credentials: ProjectCredentials;
  readonly settings: BuildSettings;
  readonly now?: () => number;
}

type WithSignal = Pick<Caller, 'signal'>;

export function createSources(deps: SourcesDeps) {
  const { git, trees, credentials, settings } = deps;
  const cache = createSuggestionCache(deps.now ?? Date.now);

  /** Fetches, looks, and removes what was fetched. */
  async function look<T>(
    source: Source,
    credential: GitCredential | null,
    signal: AbortSignal,
    work: (tree: SourceTree, files: FetchedFiles) => Promise<T>,
  ): Promise<T> {
    const wanted = { branch: null, commitSha: null };
    const files = await fetchFiles(deps, source, credential, wanted, { signal, onLine: () => undefined });
    try {
      const { tree } = await trees.open(files.directory, '');
      return await work(tree, files);
    } finally {
      await files.dispose();
    }
  }

  return {
    /** Throws VALIDATION_FAILED with the field. */
    parse: (input: SourceInput) => parseSourceInput(input),
    suggestName,
    fetcher: createSourceFetcher({ git, trees, credentials }),
    planner: createBuildPlanner({ trees, settings }),

    async detect(
      input: SourceInput,
      { signal }: WithSignal,
    ): Promise<{ suggestedName: string; branch: string | null; detection: Detection }> {
      const { source, credential } = parseSourceInput(input);
      const suggestedName = suggestName(source);
      if (source.kind === 'image') return { suggestedName, branch: null, detection: describeImage() };
      return look(source, credential, signal, async (tree, { branch, directory }) => {
        const { context, dockerfilePath, declared, amend } = await declaredBuild(tree);
        const built = context === '' ? tree : (await trees.open(directory, context)).tree;
        const { detection } = await detectSource(built, { defaults: settings.current(), dockerfilePath, declared });
        return { suggestedName, branch, detection: amend(detection) };
      });
    },

    async branches(
      input: { readonly repoUrl: string; readonly credential?: GitCredential | undefined },
      { signal }: WithSignal,
    ): Promise<{ defaultBranch: string | null; branches: string[] }> {
      const { url, credential } = parseRepository(input.repoUrl, input.credential ?? null);
      const { defaultBranch, branches } = await git.branches(url.url, { credential, signal });
      return { defaultBranch, branches: [...branches] };
    },

    /** Variables that a project's source reads, of the newest commit. */
    async suggestions(projectId: ProjectId, source: Source, signal: AbortSignal): Promise<readonly EnvSuggestion[]> {
      if (source.kind === 'image') return [];
      return cache.get(JSON.stringify([projectId, source]), async () => {
        const credential = source.kind === 'git' ? await credentials.get(projectId) : null;
        return look(source, credential, signal, scanVariables);
      });
    },
  };
}

function describeImage(): Detection {
  return {
    kind: 'image',
    framework: 'Image',
    packageManager: null,
    runtimeVersion: null,
    installCommand: null,
    buildCommand: null,
    startCommand: null,
    port: null,
    portReason: 'The port that the image exposes is taken.',
    dockerfile: '',
    isDockerfileGenerated: false,
    notes: ['The image is pulled on the host and run as it is; nothing is built.'],
    suggestions: [],
  };
}
