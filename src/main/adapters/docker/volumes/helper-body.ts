// A helper as the engine's API takes it: one volume, no network, a root that cannot be written, and of the rights of root those only that
// files of other owners ask for. Pure.
import type Docker from 'dockerode';
import { MOUNT, WAIT } from './scripts.ts';

export const HELPER_ROLE = { 'minipaas.role': 'helper' } as const;

export interface HelperSpec {
  readonly image: string;
  /** Null: only to try the image. */
  readonly volume: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly script?: string;
}

export function helperBody({ image, volume, labels, script = WAIT }: HelperSpec): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ['sh', '-c', script],
    Cmd: [],
    User: '0:0',
    WorkingDir: '/',
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Labels: { ...labels, ...HELPER_ROLE },
    Healthcheck: { Test: ['NONE'] },
    StopTimeout: 0,
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      // Lists of names wait here.
      Tmpfs: { '/tmp': 'size=256m' },
      CapDrop: ['ALL'],
      CapAdd: ['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'MKNOD'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 256,
      AutoRemove: volume !== null,
      LogConfig: { Type: 'none', Config: {} },
      // Nothing of the image is copied into an empty volume.
      Mounts: volume === null ? [] : [{ Type: 'volume', Source: volume, Target: MOUNT, VolumeOptions: noCopy }],
    },
  };
}

export const noCopy = { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } };
