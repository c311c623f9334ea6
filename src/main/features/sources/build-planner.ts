// How fetched files are built, and what of them the engine gets. For the deployments feature, whose port it meets.
import type { Readable } from 'node:stream';
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { ProjectKind } from '../../../contract/sources.ts';
import { detectSource, notRun } from './detect.ts';
import { describeDockerfile } from './detect-dockerfile.ts';
import { alwaysIgnored, generatedIgnored } from './dockerfiles/ignored.ts';
import { isGenerated } from './dockerfiles/layout.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { DeclaredSteps } from './found-project.ts';
import type { BuildSettings, SourceTrees } from './ports.ts';
import { type FoundRepositoryFile, readRepositoryFile } from './read-repository-file.ts';

export interface PlannedBuild {
  readonly kind: ProjectKind;
  readonly framework: string | null;
  /** Path inside the context. */
  readonly dockerfilePath: string;
  /** Null: the source's own file. */
  readonly dockerfileText: string | null;
  readonly port: number | null;
  readonly notes: readonly string[];
  /** Secrets that its steps mount, by their ids. */
  readonly secretMounts: readonly string[];
  /** What it declares with ARG, with the lines of it. */
  readonly buildArguments: readonly { readonly key: string; readonly line: number }[];
}

interface PlannerDeps {
  readonly trees: SourceTrees;
  readonly settings: BuildSettings;
}

function takenBy(dockerfile: string): Pick<PlannedBuild, 'secretMounts' | 'buildArguments'> {
  const { secretMounts, arguments: args } = parseDockerfile(dockerfile);
  return { secretMounts, buildArguments: args.map(({ key, line }) => ({ key, line })) };
}

export function createBuildPlanner({ trees, settings }: PlannerDeps) {
  return {
    /** Throws REPOSITORY_FILE_INVALID. */
    repositoryFile: (directory: string): Promise<FoundRepositoryFile | null> => readRepositoryFile(trees, directory),

    /** Throws NO_PROJECT_DETECTED, DOCKERFILE_NOT_FOUND, SOURCE_UNREADABLE. */
    async plan(
      directory: string,
      project: Pick<ProjectSettings, 'dockerfilePath' | 'dockerfileOverride'>,
      signal: AbortSignal,
      buildSecrets: readonly string[] = [],
      declared: DeclaredSteps = { command: null, args: [] },
    ): Promise<PlannedBuild> {
      signal.throwIfAborted();
      if (project.dockerfileOverride !== null) {
        const { kind, framework, port, notes } = describeDockerfile(
          project.dockerfileOverride,
          'The Dockerfile of the settings',
        );
        const dockerfilePath = project.dockerfilePath ?? 'Dockerfile';
        const text = project.dockerfileOverride;
        return {
          kind,
          framework,
          dockerfilePath,
          dockerfileText: text,
          port,
          notes: [...notes, ...notRun(declared, 'the Dockerfile of the settings')],
          ...takenBy(text),
        };
      }
      const { tree } = await trees.open(directory, '');
      const options = { defaults: settings.current(), dockerfilePath: project.dockerfilePath, buildSecrets, declared };
      const { detection, dockerfilePath } = await detectSource(tree, options);
      signal.throwIfAborted();
      const { kind, framework, port, notes, dockerfile, isDockerfileGenerated } = detection;
      return {
        kind,
        framework,
        dockerfilePath,
        dockerfileText: isDockerfileGenerated ? dockerfile : null,
        port,
        notes,
        ...takenBy(dockerfile),
      };
    },

    /** The build context as a tar; nothing is copied to disk. */
    context(
      directory: string,
      { dockerfilePath, dockerfileText }: Pick<PlannedBuild, 'dockerfilePath' | 'dockerfileText'>,
      signal: AbortSignal,
    ): Readable {
      return trees.pack(directory, {
        dockerfilePath,
        replace: new Map(dockerfileText === null ? [] : [[dockerfilePath, dockerfileText]]),
        ignoreFirst: dockerfileText !== null && isGenerated(dockerfileText) ? generatedIgnored : alwaysIgnored,
        signal,
      });
    },
  };
}
