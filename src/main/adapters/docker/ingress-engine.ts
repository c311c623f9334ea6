// What the ingress of a host needs of its engine: one container, its files, and commands in it.
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type {
  IngressContainer,
  IngressContainerSpec,
  IngressEngine,
  IngressFile,
} from '../../features/ingress/ports.ts';
import { containerOutput } from './container-output.ts';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';
import { parseMillis } from './engine-time.ts';
import { execInContainer } from './exec.ts';
import { asTexts } from './json.ts';
import { labelFilters } from './label-filters.ts';
import { createListeningPorts } from './listening-ports.ts';
import { createNetworks } from './networks.ts';
import { pullImage } from './pull.ts';
import { removeContainer } from './removal.ts';

const STOP_SECONDS = 10;
/** A program that has many certificates to look at before it takes its routes. */
const COMMAND_TIMEOUT_MS = 60_000;

export interface IngressEngineDeps {
  readonly client: EngineClient;
  readonly reach: Pick<IngressEngine, 'address' | 'openPort'>;
  readonly logDriver: string;
}

export function createIngressEngine({ client, reach, logDriver }: IngressEngineDeps): IngressEngine {
  const { docker } = client;
  const networks = createNetworks(client);
  const listening = createListeningPorts(client);

  async function putFiles(id: string, files: readonly IngressFile[]): Promise<void> {
    if (files.length > 0) {
      const archive = await toArchive(files);
      await client.call({ action: 'write the files of the ingress' }, (abortSignal) =>
        docker.getContainer(id).putArchive(archive, { path: '/', abortSignal }),
      );
    }
  }

  async function make(spec: IngressContainerSpec): Promise<string> {
    await networks.ensure(spec.network, ownLabels(spec.labels));
    for (const { name } of spec.volumes) {
      await client.call({ action: `make the volume ${name}` }, (abortSignal) =>
        docker.createVolume({ Name: name, Labels: { ...spec.labels }, abortSignal }),
      );
    }
    const options = { action: `make the container ${spec.name}`, image: spec.image, imageUse: 'run' } as const;
    const { id } = await client.call(options, (abortSignal) =>
      docker.createContainer({ name: spec.name, ...bodyOf(spec, logDriver), abortSignal }),
    );
    return id;
  }

  return {
    ...reach,
    async find(labels) {
      const [found] = await client.call({ action: 'look for the ingress' }, (abortSignal) =>
        docker.listContainers({ all: true, filters: labelFilters(labels), abortSignal }),
      );
      return found === undefined ? null : inspect(found.Id);
    },
    async hasImage(reference) {
      return client.call({ action: `look at the image ${reference}` }, async () => {
        try {
          await docker.getImage(reference).inspect();
          return true;
        } catch (error) {
          if (statusCodeOf(error) === 404) {
            return false;
          }
          throw error;
        }
      });
    },
    pullImage: (reference, signal) => pullImage(client, reference, { signal, onProgress: () => undefined }),
    async start(spec) {
      const id = await make(spec);
      try {
        await putFiles(id, spec.files);
        await client.call({ action: 'start the ingress', port: 0 }, (abortSignal) =>
          docker.getContainer(id).start({ abortSignal }),
        );
      } catch (error) {
        await removeContainer(client, id);
        throw error;
      }
      return id;
    },
    async remove(id) {
      const options = { action: 'stop the ingress', timeoutMs: STOP_SECONDS * 1000 + 30_000 };
      await client.call(options, async (abortSignal) => {
        try {
          await docker.getContainer(id).stop({ t: STOP_SECONDS, abortSignal });
        } catch (error) {
          const status = statusCodeOf(error);
          if (status !== 304 && status !== 404) {
            throw error;
          }
        }
      });
      await removeContainer(client, id);
    },
    putFiles,
    async run(id, command) {
      const options = { withErrors: true, timeoutMs: COMMAND_TIMEOUT_MS };
      const { exitCode, stdout } = await execInContainer(client, id, command, options);
      return { exitCode, output: stdout };
    },
    isListening: (id, port) => listening.isListening(id, port),
    lastLines: (id, count) => containerOutput(client, id, count),
  };

  async function inspect(id: string): Promise<IngressContainer | null> {
    return client.call({ action: 'look at the ingress' }, async (abortSignal) => {
      try {
        return factsOf(await docker.getContainer(id).inspect({ abortSignal }));
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return null;
        }
        throw error;
      }
    });
  }
}

/** The network is everybody's of the installation, and not the ingress's. */
function ownLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => name === 'minipaas.managed' || name === 'minipaas.instance'),
  );
}

function factsOf({ Id, State, Config, NetworkSettings }: Docker.ContainerInspectInfo): IngressContainer {
  return {
    id: Id,
    isRunning: State.Running && !State.Restarting,
    exitCode: State.Running ? null : State.ExitCode,
    labels: asTexts(Config.Labels),
    startedAt: parseMillis(State.StartedAt),
    networks: Object.keys(NetworkSettings.Networks ?? {}),
  };
}

function bodyOf(spec: IngressContainerSpec, logDriver: string): Docker.ContainerCreateOptions {
  const name = (port: number): string => `${port}/tcp`;
  return {
    Image: spec.image,
    Cmd: [...spec.command],
    Labels: { ...spec.labels },
    ExposedPorts: Object.fromEntries(spec.ports.map(({ container }) => [name(container), {}])),
    HostConfig: {
      NetworkMode: spec.network,
      PortBindings: Object.fromEntries(
        spec.ports.map(({ container, host, address }) => [
          name(container),
          [{ HostIp: address, HostPort: String(host) }],
        ]),
      ),
      Binds: spec.volumes.map((volume) => `${volume.name}:${volume.path}`),
      RestartPolicy: { Name: 'unless-stopped' },
      SecurityOpt: ['no-new-privileges'],
      ...(logDriver === 'json-file'
        ? { LogConfig: { Type: logDriver, Config: { 'max-size': '10m', 'max-file': '2' } } }
        : {}),
    },
  };
}

/** They are small: routes of a host, not files of people. */
async function toArchive(files: readonly IngressFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, text, modifiedAt } of files) {
    const mtime = modifiedAt === undefined ? new Date() : new Date(modifiedAt * 1000);
    archive.entry({ name: path.replace(/^\//, ''), mode: 0o644, mtime }, text);
  }
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
