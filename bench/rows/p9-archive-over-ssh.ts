import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../lib/commands.ts';
import { startRemoteHost } from '../lib/remote-host.ts';
import { median, type Row, timed } from '../lib/row.ts';
import { baseImage } from '../lib/repository.ts';

const MEGABYTES = 500;
const ROUNDS = 3;

/**
 * A file out of a container, thrown away here. Beside it `ssh host cat FILE > /dev/null`, which has no engine in between, and the same
 * archive read by the same HTTP client through a socket that OpenSSH forwards.
 */
export const archiveOverSshRow: Row = {
  id: 'P9',
  title: `a ${MEGABYTES} MB archive over SSH`,
  async run(context) {
    const { host, user, privateKeyPath, docker } = await startRemoteHost(context);
    await host.loadImage(baseImage);
    const file = join(host.folder, 'home', 'big');
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${MEGABYTES}`]);
    await run('chmod', ['644', file]);
    const id = host.docker('create', baseImage, 'true').trim();
    host.docker('cp', file, `${id}:/big`);

    const options = ['IdentitiesOnly=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
    const flags = ['-q', '-i', privateKeyPath, ...options.flatMap((option) => ['-o', option])];
    const target = `${user}@${host.address}`;
    const forwarded = join(context.directory, 'engine.sock');
    const forwarder = spawn('ssh', [...flags, '-N', '-L', `${forwarded}:/var/run/docker.sock`, target], {
      stdio: 'inherit',
    });
    context.onEnd(() => forwarder.kill());
    const path = `/containers/${id}/archive?path=/big`;
    while (!(await answers(forwarded))) {
      await pause(20);
    }

    const times = { ours: [] as number[], cat: [] as number[], forwarded: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ours.push(
        await timed(async () => readAll((await docker.getContainer(id).getArchive({ path: '/big' })) as Readable)),
      );
      times.cat.push(
        await timed(async () => {
          const ssh = spawn('ssh', [...flags, target, 'cat', file], { stdio: ['ignore', 'ignore', 'inherit'] });
          await once(ssh, 'exit');
        }),
      );
      times.forwarded.push(await timed(async () => readAll(await ask(forwarded, path))));
    }
    const ours = median(times.ours);
    return [
      { part: 'ssh host cat', ours, baseline: median(times.cat), unit: 'ms', goal: 1.1 },
      { part: 'the same archive through ssh -L', ours, baseline: median(times.forwarded), unit: 'ms', goal: 1.1 },
    ];
  },
};

async function ask(socketPath: string, path: string): Promise<IncomingMessage> {
  const [response] = (await once(get({ socketPath, path }), 'response')) as [IncomingMessage];
  return response;
}

async function answers(socketPath: string): Promise<boolean> {
  try {
    await readAll(await ask(socketPath, '/_ping'));
    return true;
  } catch {
    return false;
  }
}

async function readAll(stream: Readable): Promise<void> {
  stream.resume();
  await once(stream, 'end');
}
