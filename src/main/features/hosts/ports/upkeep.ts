// What looking after a host's disk needs from outside: what its engine has, and what the database knows of it.
import type { DeploymentId } from '../../../../contract/ids.ts';

export type Labels = Readonly<Record<string, string>>;

/** Sizes are bytes, null where the engine was not asked for them or does not know. */
export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  /** `created`, `running`, `paused`, `restarting`, `exited`, `dead`, `removing`, or a word of another engine. */
  readonly state: string;
  readonly imageId: string;
  /** Networks it is or was attached to, by id and by name. */
  readonly networks: readonly string[];
  /** Named and anonymous volumes that it mounts. */
  readonly volumes: readonly string[];
  /** What it has written besides its image and its volumes. */
  readonly sizeBytes: number | null;
}

export interface EngineImage {
  readonly id: string;
  /** Without those of the kind `<none>:<none>`. */
  readonly tags: readonly string[];
  readonly labels: Labels;
  readonly sizeBytes: number;
  /** What it shares with no other image; null where not known. */
  readonly ownBytes: number | null;
  /** Only of images that carry our labels: an image somebody built from one of ours inherits them. */
  readonly layers: readonly string[];
}

export interface EngineVolume {
  readonly name: string;
  readonly labels: Labels;
  readonly sizeBytes: number | null;
}

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

export interface EngineObjects {
  readonly containers: readonly EngineContainer[];
  readonly images: readonly EngineImage[];
  readonly volumes: readonly EngineVolume[];
  readonly networks: readonly EngineNetwork[];
}

export interface KnownDeployment {
  /** It waits, or somebody works on it: whoever does looks after its objects. */
  readonly isActive: boolean;
  readonly isCurrent: boolean;
  readonly containerId: string | null;
}

/** What the database knows of one host's objects. Read at each use: it changes while the engine is asked. */
export interface KnownObjects {
  deployment(id: DeploymentId): KnownDeployment | null;
  /** Ids and tags of the images of this host that run, are being released, or are kept for rollback. */
  keptImages(): ReadonlySet<string>;
  /** The volume of this number is the Docker volume of this name on this host. */
  hasVolume(id: number, name: string): boolean;
  /** It is what a move to another host has left. */
  isLeftByMove(name: string): boolean;
  /** A deployment to this host is under way. */
  isDeploying(): boolean;
}

/** What takes the space: sizes are given here, where the engine knows them. */
export interface EngineDisk {
  readonly containers: readonly Pick<EngineContainer, 'name' | 'labels' | 'sizeBytes'>[];
  readonly images: readonly Pick<EngineImage, 'tags' | 'labels' | 'ownBytes'>[];
  readonly volumes: readonly EngineVolume[];
  readonly buildCache: { readonly count: number; readonly bytes: number | null };
  /** Of all layers of all images, each once. */
  readonly layersBytes: number | null;
}

export interface EngineUpkeep {
  /** One call that costs the engine nothing. Resolves with its milliseconds. */
  ping(signal: AbortSignal): Promise<number>;
  /** Everything there is; layers only of images that carry `own`. */
  objects(own: Labels, signal: AbortSignal): Promise<EngineObjects>;
  /** Takes the engine its time: it measures containers and volumes. */
  disk(signal: AbortSignal): Promise<EngineDisk>;
  /** Null: it is gone. Else why it stays, in the engine's words. A container is stopped first, as one that serves. */
  remove(
    item: {
      readonly kind: 'container' | 'image' | 'network' | 'volume';
      readonly id: string;
      readonly tags: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<string | null>;
}

/** What a host over SSH uses at this moment. */
export interface SshTraffic {
  readonly connections: number;
  readonly channels: number;
  readonly sessions: number;
  readonly maxSessions: number;
  readonly transport: 'streamlocal' | 'dial-stdio';
}
