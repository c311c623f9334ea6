import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import { roundTrip, startRemoteHost } from '../lib/remote-host.ts';
import { type Row, timed } from '../lib/row.ts';

const CALLS = 1_000;
const AT_A_TIME = 20;
/** dockerode's own ssh logs in for every call: as many as give a mean. */
const FEWER = 60;

/** Small calls of one host: over our connections, on its socket itself, and over dockerode's own ssh. */
export const callsOverSshRow: Row = {
  id: 'P8',
  title: `${CALLS.toLocaleString('en')} small calls over SSH, ${AT_A_TIME} at a time`,
  async run(context) {
    const { host, user, privateKeyPath, docker } = await startRemoteHost(context);
    const onSocket = new Docker({ socketPath: host.socket });
    const overDockerode = new Docker({
      protocol: 'ssh',
      host: host.address,
      port: 22,
      username: user,
      sshOptions: { privateKey: readFileSync(privateKeyPath) },
    });
    await calls(docker, 100);
    await calls(onSocket, 100);
    const ours = await timed(() => calls(docker, CALLS));
    const local = await timed(() => calls(onSocket, CALLS));
    const there = await roundTrip(host.address);
    const theirs = (await timed(() => calls(overDockerode, FEWER))) * (CALLS / FEWER);
    return [
      { part: 'local + 2 round trips each', ours, baseline: local + 2 * there * CALLS, unit: 'ms', goal: 1 },
      { part: 'dockerode’s own ssh', ours, baseline: theirs, unit: 'ms', goal: 1 / 20 },
    ];
  },
};

async function calls(docker: Docker, count: number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await docker.listContainers();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}
