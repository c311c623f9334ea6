// What a build is for an engine, and where its layers are kept.
import type { Readable } from 'node:stream';

export type BuildEvent =
  | {
      readonly type: 'step';
      /** Stable for the step, in the order of appearance from 1. */
      readonly index: number;
      /** Steps known so far. */
      readonly total: number | null;
      readonly name: string;
      readonly status: 'started' | 'succeeded' | 'cached' | 'failed';
    }
  | { readonly type: 'log'; readonly stream: 'stdout' | 'stderr'; readonly text: string };

export interface BuildRequest {
  readonly context: Readable;
  readonly dockerfilePath: string;
  /** Stage that is built; the last one where left out. */
  readonly target?: string;
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What steps may mount by these names (`RUN --mount=type=secret,id=NAME`): no layer, argument or history has it. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** What it leaves can be taken by later builds. */
  readonly isCacheEnabled: boolean;
  /** Every step is run. */
  readonly isCacheIgnored: boolean;
  /** Images whose layers may be used again. */
  readonly cacheFrom: readonly string[];
  readonly memoryBytes: number | null;
  readonly cpuMillicores: number | null;
  readonly signal: AbortSignal;
  /** `log` texts are whole lines without their ends; a returned promise holds the build's output back. */
  readonly onEvent: (event: BuildEvent) => void | Promise<void>;
}

export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** Logins of private registries, by `registry.example.com:5000` or, for Docker Hub, `docker.io`. Both throw KEYCHAIN_UNAVAILABLE. */
export interface RegistryLogins {
  /** Whether there is any: without one nobody needs to ask. */
  hasAny(): boolean;
  find(registry: string): Promise<RegistryLogin | null>;
  all(): Promise<ReadonlyMap<string, RegistryLogin>>;
}

/** A registry on the host that keeps layers of builds, where one was installed. */
export interface LayerCache {
  /** Where the layers of a project are kept; null where no registry runs. `own`: the labels of this installation. */
  reference(own: Readonly<Record<string, string>>, slug: string, signal: AbortSignal): Promise<string | null>;
  /** Keeps those of the image. */
  store(tag: string, reference: string, signal: AbortSignal): Promise<void>;
}
