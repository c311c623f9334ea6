// Files of secrets in volumes of their own. A value goes to the engine in the body of a request: never into an environment, a label or a
// command line.
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { AppError } from '../../../../contract/app-error.ts';
import type { SecretFiles, SecretValues } from '../../../features/deployments/ports/secret-files.ts';
import type { VolumeEngine } from '../../../features/volumes/ports/volume-engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { statusCodeOf } from '../engine-failure.ts';
import { asRecord } from '../json.ts';
import { removeContainer } from '../removal.ts';
import type { Helpers } from './helpers.ts';
import { putArchive } from './put-archive.ts';
import { runScript } from './run-script.ts';
import { MOUNT } from './scripts.ts';
import { signallerBody, writerBody } from './secret-bodies.ts';

interface SecretFilesDeps {
  readonly client: EngineClient;
  readonly helpers: Helpers;
  readonly volumes: Pick<VolumeEngine, 'create' | 'inspect' | 'list' | 'remove'>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the program in the container runs as is the image's affair: whoever runs in it may read. */
const FILE_MODE = 0o444;
/** Beside the file that it will be. No name of a variable begins with a dot. */
const waitingName = (index: number): string => `.new-${index}`;
/** A file of that name is another one from one moment to the next, and never half of it. */
const PUT_IN_PLACE = `cd ${MOUNT} || exit 1
i=0; for name; do mv -f ".new-$i" "$name" || exit 1; i=$((i + 1)); done`;
const DISPLAY_NAME = 'with the release’s secrets';

export function createSecretFiles({ client, helpers, volumes, labels }: SecretFilesDeps): SecretFiles {
  const { docker } = client;

  function create(action: string, body: object, name?: string): Promise<string> {
    return client.call({ action }, async (abortSignal) => {
      const request = { _query: name === undefined ? {} : { name }, _body: body, abortSignal };
      return (await docker.createContainer(request)).id;
    });
  }

  async function remove(name: string): Promise<void> {
    try {
      await volumes.remove(name);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'VOLUME_MOUNTED')) {
        throw error;
      }
    }
  }

  async function isRunning(containerId: string): Promise<boolean> {
    return client.call({ action: 'look at the container' }, async (abortSignal) => {
      try {
        const facts: unknown = await docker.getContainer(containerId).inspect({ abortSignal });
        return asRecord(asRecord(facts)?.['State'])?.['Running'] === true;
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return false;
        }
        throw error;
      }
    });
  }

  /** Its exit code. */
  async function runOnce(action: string, body: object): Promise<number> {
    const id = await create(action, body);
    try {
      await client.call({ action }, (abortSignal) => docker.getContainer(id).start({ abortSignal }));
      const ended = await client.call(
        { action },
        (abortSignal) => docker.getContainer(id).wait({ abortSignal }) as Promise<{ readonly StatusCode: number }>,
      );
      return ended.StatusCode;
    } finally {
      await removeContainer(client, id);
    }
  }

  return {
    async write({ name, labels: own }, values, image, signal) {
      const there = await volumes.inspect(name, signal);
      if (there !== null && Object.entries(own).some(([label, value]) => there.labels[label] !== value)) {
        const problem = 'another volume has this name';
        throw new AppError('ENGINE_FAILED', { action: `make the volume ${name}`, problem });
      }
      if (there !== null) {
        await remove(name);
      }
      signal?.throwIfAborted();
      await volumes.create({ name, labels: own, hardLimitBytes: null });
      const writer = `${name}-writer`;
      // Of a try that was cut off.
      await removeContainer(client, writer);
      const id = await create('make a container to write secrets with', writerBody(image, name, own), writer);
      try {
        await putArchive(
          client,
          id,
          MOUNT,
          archiveOf(values, (key) => key),
          signal,
          DISPLAY_NAME,
        );
      } finally {
        await removeContainer(client, id);
      }
    },

    async replace(name, values) {
      try {
        await helpers.use({ name, displayName: DISPLAY_NAME }, async (id) => {
          const archive = archiveOf(values, (_, index) => waitingName(index));
          await putArchive(client, id, MOUNT, archive, undefined, DISPLAY_NAME);
          const action = 'replace the files of secrets';
          const { exitCode, complaint } = await runScript(client, id, {
            action,
            script: PUT_IN_PLACE,
            args: [...values.keys()],
          });
          if (exitCode !== 0) {
            throw new AppError('ENGINE_FAILED', { action, problem: complaint.trim() });
          }
        });
      } finally {
        // Nobody browses here: what is not there cannot keep the volume from being removed.
        await helpers.endOf(name);
      }
    },

    async signal(containerId, signal) {
      if (!(await isRunning(containerId))) {
        return false;
      }
      const action = `send ${signal} to the application`;
      try {
        const exitCode = await runOnce(action, signallerBody(await helpers.image(), containerId, signal, labels));
        if (exitCode === 0) {
          return true;
        }
        throw new AppError('ENGINE_FAILED', { action, problem: `the helper ended with code ${exitCode}` });
      } catch (error) {
        // It ended meanwhile: it finds the new value when it starts.
        if (await isRunning(containerId)) {
          throw error;
        }
        return false;
      }
    },

    remove,

    async list(wanted) {
      const all = await volumes.list();
      return all.filter((volume) => Object.entries(wanted).every(([name, value]) => volume.labels[name] === value));
    },
  };
}

function archiveOf(values: SecretValues, nameOf: (key: string, index: number) => string): Readable {
  const archive = pack();
  [...values].forEach(([key, value], index) => {
    archive.entry({ name: nameOf(key, index), mode: FILE_MODE, uid: 0, gid: 0, mtime: new Date() }, value);
  });
  archive.finalize();
  return Readable.from(archive);
}
