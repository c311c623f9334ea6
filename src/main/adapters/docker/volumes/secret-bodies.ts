// Containers that secrets as files need for a moment, as the engine's API takes them. Pure.
import type Docker from 'dockerode';
import { HELPER_ROLE, noCopy } from './helper-body.ts';
import { MOUNT } from './scripts.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Never started: an engine unpacks into the volumes of a container that was only made. So the application's own image does, whatever is in it,
 * and no other one is needed for a release.
 */
export function writerBody(image: string, volume: string, labels: Labels): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ['/never-started'],
    Cmd: [],
    Env: [],
    Labels: { ...labels },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      LogConfig: { Type: 'none', Config: {} },
      Mounts: [{ Type: 'volume', Source: volume, Target: MOUNT, VolumeOptions: noCopy }],
    },
  };
}

/**
 * Among the processes of the application, with the one right to send a signal. The engine's own "kill" notes that somebody has stopped the
 * container: whatever the signal, it is not started again then after a crash or with the machine.
 */
export function signallerBody(
  image: string,
  containerId: string,
  signal: string,
  labels: Labels,
): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ['sh', '-c', 'kill -s "$0" 1', signal.replace(/^SIG/, '')],
    Cmd: [],
    User: '0:0',
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Labels: { ...labels, ...HELPER_ROLE },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      PidMode: `container:${containerId}`,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: ['KILL'],
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
