import { readFileSync } from 'node:fs';
import type { Host } from '../../src/contract/hosts.ts';
import { serverImage } from '../lib/images.ts';
import { type Api, startHeadless } from '../lib/headless.ts';
import { startRemoteHost } from '../lib/remote-host.ts';
import type { BenchContext, Row } from '../lib/row.ts';

const PROJECTS = 20;
/** Four rounds of readings. */
const SECONDS = 60;
/** Of `getconf CLK_TCK`: 100 on Linux. */
const TICKS_PER_SECOND = 100;

/** Memory and processor time of a control plane that only watches and measures. Linux only: read from /proc. */
export const idleRow: Row = {
  id: 'P11',
  title: `idle with ${PROJECTS} running containers on 2 hosts`,
  async run(context) {
    const { api, pid, stop } = await startHeadless(context, 'p11-data');
    const hosts = [1, await addRemoteHost(context, api)];
    for (let n = 0; n < PROJECTS; n++) {
      const hostId = hosts[n % hosts.length];
      const project = await api.createProject({ name: `bench-idle-${n}`, image: serverImage, port: 3000, hostId });
      await api.deploy(project.id);
    }
    const seconds = (): number => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    };
    // What the deployments left to be tidied up.
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const before = seconds();
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    const cpu = ((seconds() - before) / SECONDS) * 100;
    const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    await stop();
    return [
      { part: 'memory', ours: kib / 1024, baseline: null, unit: 'MiB', goal: 150 },
      { part: 'processor', ours: cpu, baseline: null, unit: '%', goal: 1 },
    ];
  },
};

/** With the image that the projects run. */
async function addRemoteHost(context: BenchContext, api: Api): Promise<number> {
  const { host, user, privateKeyPath } = await startRemoteHost(context);
  await host.loadImage(serverImage);
  const input = { name: 'Second host', kind: 'ssh', address: host.address, user, privateKeyPath };
  const [, key = ''] = host.hostKey().split(' ');
  const hostKeyFingerprint = await fingerprintOf(key);
  const { id } = await api.call<Host>('POST', '/hosts', { ...input, hostKeyFingerprint });
  return id;
}

/** As `ssh-keygen -l` prints it. */
async function fingerprintOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(key, 'base64'));
  return `SHA256:${Buffer.from(digest).toString('base64').replace(/=+$/, '')}`;
}
