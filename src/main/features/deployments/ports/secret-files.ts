// Secrets that an application finds as files: a volume for each release, which goes with it. Throws besides what is named ENGINE_LOST, ENGINE_FAILED.
import type { EnvSignal } from '../../../../contract/environment.ts';
import type { HostId } from '../../../../contract/ids.ts';

export interface SecretVolume {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** By their names. */
export type SecretValues = ReadonlyMap<string, string>;

export interface SecretFiles {
  /**
   * A new volume with these files, in place of one of that name. Nothing runs for it; `image` is one that is there. Throws DISK_FULL; an
   * abort throws the signal's reason.
   */
  write(volume: SecretVolume, values: SecretValues, image: string, signal?: AbortSignal): Promise<void>;
  /**
   * Each file becomes another one in one step: whoever opens it gets the one or the other, whole. Throws HELPER_UNAVAILABLE,
   * VOLUME_MISSING.
   */
  replace(volume: string, values: SecretValues): Promise<void>;
  /** To the main process. False: the container does not run. */
  signal(containerId: string, signal: EnvSignal): Promise<boolean>;
  /** No error when it is gone, or when a container still has it. */
  remove(volume: string): Promise<void>;
  list(labels: Readonly<Record<string, string>>): Promise<readonly SecretVolume[]>;
}

export interface SecretFilesAccess {
  get(hostId: HostId): Promise<SecretFiles>;
}
