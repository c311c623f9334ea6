// The Docker volumes of one host. Throws besides what is named: ENGINE_LOST, ENGINE_FAILED.
import type { VolumeFiles } from './volume-files.ts';

export interface DockerVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: number | null;
}

/** A container that mounts a volume. */
export interface VolumeUser {
  readonly containerId: string;
  readonly name: string;
  readonly isRunning: boolean;
  /** Where it mounts it. */
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface VolumeEngine {
  readonly hostName: string;
  /** `hardLimitBytes`: throws QUOTA_NOT_SUPPORTED where the host's file system has no such limits. No error when it exists with these labels. */
  create(volume: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly hardLimitBytes: number | null;
  }): Promise<void>;
  inspect(name: string, signal?: AbortSignal): Promise<DockerVolume | null>;
  list(signal?: AbortSignal): Promise<readonly DockerVolume[]>;
  /** No error when it is gone. Throws VOLUME_MOUNTED when a container has it. Helpers of ours that look at it are ended first. */
  remove(name: string): Promise<void>;
  /** Ends the helper that looks at it, so that others may remove it. */
  release(name: string): Promise<void>;
  /** Without our own helpers. */
  users(name: string, signal?: AbortSignal): Promise<readonly VolumeUser[]>;
  /** Stops and removes a container. No error when it is gone. */
  removeContainer(id: string, graceSeconds: number): Promise<void>;
  /** Its processes stand still. No error when they do already. */
  pause(containerId: string): Promise<void>;
  /** No error when it does not stand still or is gone. */
  unpause(containerId: string): Promise<void>;
  /** No container runs for it before the first call. `project` owns images that may serve where no helper image can be had. */
  files(volume: { readonly name: string; readonly displayName: string }): VolumeFiles;
  /** What is to be said about how files are reached on this host; null: as it should be. */
  accessNote(): string | null;
  /** Ends helpers that a run before has left. */
  removeLeftHelpers(): Promise<void>;
  /** Ends all helpers; for the end of the program. */
  closeHelpers(): Promise<void>;
}
