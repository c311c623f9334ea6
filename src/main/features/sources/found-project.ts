import type { Detection, EnvSuggestion } from '../../../contract/sources.ts';
import type { BuildSettings, SourceTree } from './ports.ts';

/** What a detector made out: everything but the variables, which are looked for in any kind of project alike. */
export type FoundProject = Omit<Detection, 'suggestions'>;

export type BuildDefaults = ReturnType<BuildSettings['current']>;

export interface DetectorInput {
  readonly tree: SourceTree;
  readonly defaults: BuildDefaults;
  /** Variables that the code reads. */
  readonly variables: readonly EnvSuggestion[];
  /** Names of secrets that the steps of a generated Dockerfile mount. */
  readonly buildSecrets: readonly string[];
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
