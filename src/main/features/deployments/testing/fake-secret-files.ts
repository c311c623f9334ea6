// The volumes for secrets of a fake engine. They outlive the control plane, as real ones do.
import { AppError } from '../../../../contract/app-error.ts';
import type { SecretFiles, SecretVolume } from '../ports/secret-files.ts';
import { hasLabels } from './engine-control.ts';
import type { FakeEngine } from './fake-engine.ts';

export interface FakeSecretVolume extends SecretVolume {
  readonly files: Map<string, string>;
}

export function createFakeSecretFiles(engine: FakeEngine) {
  const volumes = new Map<string, FakeSecretVolume>();
  /** What was sent to which container. */
  const sent: string[] = [];

  const isMounted = (volume: string): boolean =>
    engine
      .all()
      .some(({ name }) => engine.specOf(name)?.mounts?.some(({ dockerName }) => dockerName === volume) === true);

  const files: SecretFiles = {
    async write(volume, values, _image, signal) {
      signal?.throwIfAborted();
      engine.act(`write secrets ${volume.name}`);
      volumes.set(volume.name, { ...volume, files: new Map(values) });
    },
    async replace(name, values) {
      engine.act(`replace secrets ${name}`);
      const volume = volumes.get(name);
      if (volume === undefined) {
        throw new AppError('VOLUME_MISSING', { volume: name, dockerName: name });
      }
      for (const [key, value] of values) {
        volume.files.set(key, value);
      }
    },
    async signal(containerId, signal) {
      const container = engine.all().find(({ id }) => id === containerId);
      engine.act(`signal ${container?.name ?? containerId} ${signal}`);
      if (container?.state !== 'running') {
        return false;
      }
      sent.push(`${signal} to ${container.name}`);
      return true;
    },
    async remove(name) {
      engine.act(`remove secrets ${name}`);
      if (!isMounted(name)) {
        volumes.delete(name);
      }
    },
    async list(labels) {
      engine.look();
      return [...volumes.values()].filter((volume) => hasLabels(volume.labels, labels));
    },
  };

  return { files, volumes, sent };
}
