import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from '../lib/commands.ts';
import { startRemoteHost } from '../lib/remote-host.ts';
import { type Row, timed } from '../lib/row.ts';
import { baseImage } from '../lib/repository.ts';

const MEGABYTES = 500;

/** A file out of a container, thrown away here; by hand `ssh host cat` of the same bytes. */
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
    const baseline = await timed(async () => {
      const ssh = spawn('ssh', [...flags, `${user}@${host.address}`, 'cat', file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(ssh, 'exit');
      await pipeline(ssh.stdout, createWriteStream('/dev/null'));
      await ended;
    });
    const ours = await timed(async () => {
      const archive = await docker.getContainer(id).getArchive({ path: '/big' });
      await pipeline(archive, createWriteStream('/dev/null'));
    });
    return [{ ours, baseline, unit: 'ms', goal: 1.1 }];
  },
};
