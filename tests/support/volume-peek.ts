// Looks into a Docker volume past everything of ours, and puts things there that no program of ours would.
import type { EngineClient } from '../../src/main/adapters/docker/engine-client.ts';
import { runScript } from '../../src/main/adapters/docker/volumes/run-script.ts';

export interface VolumePeek {
  /** A script at the root of the volume. Bytes as latin1. Throws when it fails. */
  sh(script: string): Promise<string>;
  /** Every path below a folder, as bytes in latin1. */
  paths(folder?: string): Promise<readonly string[]>;
  readonly containerId: string;
  close(): Promise<void>;
}

/** Runs until it is closed; carries the labels, so that nothing is left behind. */
export async function openPeek(
  client: EngineClient,
  volume: string,
  labels: Readonly<Record<string, string>>,
): Promise<VolumePeek> {
  const { id } = await client.docker.createContainer({
    Image: 'busybox:local',
    Cmd: ['sleep', '3600'],
    Labels: { ...labels },
    HostConfig: { Binds: [`${volume}:/peek`], NetworkMode: 'none' },
  });
  const container = client.docker.getContainer(id);
  await container.start();

  async function sh(script: string): Promise<string> {
    const { exitCode, output, complaint } = await runScript(client, id, {
      script: `cd /peek || exit 1; ${script}`,
      args: [],
      action: 'look into the volume',
    });
    if (exitCode !== 0) {
      throw new Error(`${script} ended with ${exitCode}: ${complaint}`);
    }
    return output.toString('latin1');
  }

  return {
    containerId: id,
    sh,
    paths: async (folder = '.') =>
      (await sh(`cd '${folder}' && find . -mindepth 1 -print0`))
        .split('\0')
        .filter((path) => path !== '')
        .map((path) => path.slice(1))
        .toSorted(),
    close: async () => container.remove({ force: true }),
  };
}
