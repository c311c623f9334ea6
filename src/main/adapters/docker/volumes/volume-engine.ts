// The Docker volumes of one host.
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { AppError } from '../../../../contract/app-error.ts';
import type { DockerVolume, VolumeEngine, VolumeUser } from '../../../features/volumes/ports/volume-engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { problemOf, statusCodeOf } from '../engine-failure.ts';
import { removeContainer } from '../removal.ts';
import { HELPER_ROLE } from './helper-body.ts';
import type { SecretFiles } from '../../../features/deployments/ports/secret-files.ts';
import { createHelpers } from './helpers.ts';
import { createSecretFiles } from './secret-files.ts';
import { createVolumeFiles } from './volume-files.ts';

export interface VolumeEngineDeps {
  readonly client: EngineClient;
  readonly architecture: string;
  readonly helperImage: () => string;
  /** Labels of this installation, on helpers. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface HostVolumes extends VolumeEngine {
  readonly secretFiles: SecretFiles;
}

const STOP_SLACK_MS = 30_000;
const RELEASE_MS = 10_000;
const POLL_MS = 50;

export function createVolumeEngine({ client, architecture, helperImage, labels }: VolumeEngineDeps): HostVolumes {
  const { docker } = client;
  const helpers = createHelpers({ client, architecture, wantedImage: helperImage, labels });

  async function inspect(name: string, signal?: AbortSignal): Promise<DockerVolume | null> {
    return client.call({ action: `look at the volume ${name}`, signal }, async (abortSignal) => {
      try {
        return toVolume(await inspectVolume(docker, name, abortSignal));
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return null;
        }
        throw error;
      }
    });
  }

  /** False while a container has it. */
  function removeOnce(name: string): Promise<boolean> {
    return client.call({ action: `remove the volume ${name}` }, async (abortSignal) => {
      try {
        const volume = docker.getVolume(name) as { remove(options: object): Promise<unknown> };
        await volume.remove({ abortSignal });
        return true;
      } catch (error) {
        if (statusCodeOf(error) === 409) {
          return false;
        }
        if (statusCodeOf(error) === 404) {
          return true;
        }
        throw error;
      }
    });
  }

  async function users(name: string, signal?: AbortSignal): Promise<readonly VolumeUser[]> {
    const found = await client.call({ action: 'list containers', signal }, (abortSignal) =>
      docker.listContainers({ all: true, filters: JSON.stringify({ volume: [name] }), abortSignal }),
    );
    return found.flatMap(({ Id, Names, State, Mounts, Labels }) => {
      const mount = Mounts.find((each) => each.Name === name);
      const isHelper = Labels['minipaas.role'] === HELPER_ROLE['minipaas.role'];
      return mount === undefined || isHelper
        ? []
        : [
            {
              containerId: Id,
              name: (Names[0] ?? Id).replace(/^\//, ''),
              isRunning: State === 'running' || State === 'paused' || State === 'restarting',
              path: mount.Destination,
              labels: Labels,
            },
          ];
    });
  }

  /** 404: it is gone; 409: it is so already, or does not run. */
  async function standStill(id: string, how: 'pause' | 'unpause'): Promise<void> {
    await client.call({ action: `${how} the container` }, async (abortSignal) => {
      try {
        // dockerode takes the signal; its types do not say so.
        const container = docker.getContainer(id) as Record<typeof how, (options: object) => Promise<unknown>>;
        await container[how]({ abortSignal });
      } catch (error) {
        if (![404, 409].includes(statusCodeOf(error) ?? 0)) {
          throw error;
        }
      }
    });
  }

  const volumes: VolumeEngine = {
    hostName: client.host,
    inspect,
    users,

    async create({ name, labels: own, hardLimitBytes }) {
      const body = {
        Name: name,
        Labels: { ...own },
        ...(hardLimitBytes === null ? {} : { DriverOpts: { size: String(hardLimitBytes) } }),
      };
      await client.call({ action: `make the volume ${name}` }, async (abortSignal) => {
        try {
          await docker.createVolume({ ...body, abortSignal });
        } catch (error) {
          if (hardLimitBytes !== null && /quota/i.test(problemOf(error))) {
            const problem = 'Docker’s own volumes have limits only on XFS with project quotas';
            throw new AppError('QUOTA_NOT_SUPPORTED', { host: client.host, problem }, { cause: error });
          }
          throw error;
        }
      });
    },

    async list(signal) {
      const { Volumes } = await client.call({ action: 'list volumes', signal }, (abortSignal) =>
        docker.listVolumes({ abortSignal }),
      );
      return Volumes.map(toVolume);
    },

    async remove(name) {
      await helpers.endOf(name);
      for (const giveUpAt = performance.now() + RELEASE_MS; !(await removeOnce(name)); ) {
        const containers = (await users(name)).map((user) => user.name);
        // Nobody has it, but the engine has not noticed yet: a helper that ends takes a moment.
        if (containers.length > 0 || performance.now() > giveUpAt) {
          throw new AppError('VOLUME_MOUNTED', {
            volume: name,
            containers: containers.length === 0 ? ['a container'] : containers,
          });
        }
        await pause(POLL_MS);
      }
    },

    async removeContainer(id, graceSeconds) {
      const timeoutMs = graceSeconds * 1000 + STOP_SLACK_MS;
      await client.call({ action: 'stop the container', timeoutMs }, async (abortSignal) => {
        try {
          await docker.getContainer(id).stop({ t: graceSeconds, abortSignal });
        } catch (error) {
          if (![304, 404].includes(statusCodeOf(error) ?? 0)) {
            throw error;
          }
        }
      });
      await removeContainer(client, id);
    },

    pause: (id) => standStill(id, 'pause'),
    unpause: (id) => standStill(id, 'unpause'),
    release: helpers.endOf,
    files: (volume) => createVolumeFiles({ client, helpers, volume }),
    accessNote: helpers.note,
    removeLeftHelpers: helpers.removeLeft,
    closeHelpers: helpers.close,
  };
  return { ...volumes, secretFiles: createSecretFiles({ client, helpers, volumes, labels }) };
}

/** dockerode takes the signal; its types do not say so. */
function inspectVolume(docker: Docker, name: string, abortSignal: AbortSignal): Promise<Docker.VolumeInspectInfo> {
  const volume = docker.getVolume(name) as { inspect(options: object): Promise<Docker.VolumeInspectInfo> };
  return volume.inspect({ abortSignal });
}

function toVolume(info: Docker.VolumeInspectInfo): DockerVolume {
  const created = Date.parse((info as { CreatedAt?: string }).CreatedAt ?? '');
  return {
    name: info.Name,
    driver: info.Driver,
    // Engines say null where there are none.
    labels: info.Labels ?? {},
    createdAt: Number.isNaN(created) ? null : created,
  };
}
