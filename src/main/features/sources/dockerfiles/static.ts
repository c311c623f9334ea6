import type { DeclaredSteps } from '../found-project.ts';
import { buildSteps, dockerfile, heading, secretsArgument } from './layout.ts';
import { staticRuntime } from './static-runtime.ts';

/** Files served as they are. `directory`: '' for the whole source. */
export function staticDockerfile(site: {
  readonly image: string;
  readonly directory: string;
  readonly port: number;
  readonly declared: DeclaredSteps;
  /** Secrets of the build. */
  readonly secrets: readonly string[];
}): string {
  const isBuilt = site.declared.command !== null;
  const directory = site.directory === '' ? '.' : site.directory;
  return dockerfile(
    heading('a static site'),
    isBuilt && [
      `FROM ${site.image} AS build`,
      'USER 0',
      'WORKDIR /site',
      secretsArgument(site.secrets),
      'COPY . .',
      buildSteps(site.declared, [], site.secrets),
      '',
    ],
    staticRuntime({
      image: site.image,
      stage: isBuilt ? 'build' : null,
      directory: isBuilt ? `/site/${directory}` : directory,
      isSinglePage: false,
      port: site.port,
      isWholeSource: site.directory === '',
    }),
  );
}
