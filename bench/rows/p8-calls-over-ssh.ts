import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import { roundTrip, startRemoteHost } from '../lib/remote-host.ts';
import { median, type Row, timed } from '../lib/row.ts';

const CALLS = 1_000;
const AT_A_TIME = 20;
const ROUNDS = 5;
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
    const rounds = { ours: [] as number[], local: [] as number[] };
    // The first round of each is for the compiler and counts for nothing.
    for (let round = 0; round <= ROUNDS; round += 1) {
      rounds.ours.push(await timed(() => calls(docker, CALLS)));
      rounds.local.push(await timed(() => calls(onSocket, CALLS)));
    }
    const ours = median(rounds.ours.slice(1));
    const local = median(rounds.local.slice(1));
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
