import type { Detection, EnvSuggestion } from '../../../contract/sources.ts';
import type { BuildSettings, SourceTree } from './ports.ts';

/** What a detector made out: everything but the variables, which are looked for in any kind of project alike. */
export type FoundProject = Omit<Detection, 'suggestions'>;

export type BuildDefaults = ReturnType<BuildSettings['current']>;

/** What minipaas.json says of the build of a generated Dockerfile. */
export interface DeclaredSteps {
  /** Takes the place of the build step that is found; null: that one is run. */
  readonly command: string | null;
  /** Names of variables that this step gets as arguments. */
  readonly args: readonly string[];
}

export interface DetectorInput {
  readonly tree: SourceTree;
  readonly defaults: BuildDefaults;
  /** Variables that the code reads. */
  readonly variables: readonly EnvSuggestion[];
  /** Names of secrets that the steps of a generated Dockerfile mount. */
  readonly buildSecrets: readonly string[];
  readonly declared: DeclaredSteps;
  /** Names at the top, directories with a `/` at their end. */
  readonly top: ReadonlySet<string>;
}

/** Null: not a project of this kind. */
export type Detector = (input: DetectorInput) => Promise<FoundProject | null>;

export interface PortGuess {
  readonly port: number;
  /** For a person: `server.js, line 3: PORT, else 8080`. */
  readonly reason: string;
}
