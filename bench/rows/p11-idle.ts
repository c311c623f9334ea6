import { readFileSync } from 'node:fs';
import { serverImage } from '../lib/images.ts';
import { startHeadless } from '../lib/headless.ts';
import type { Row } from '../lib/row.ts';

const PROJECTS = 20;
const SECONDS = 20;
/** Of `getconf CLK_TCK`: 100 on Linux. */
const TICKS_PER_SECOND = 100;

/** Memory and processor time of a control plane that only watches. Linux only: read from /proc. */
export const idleRow: Row = {
  id: 'P11',
  title: `idle with ${PROJECTS} running containers`,
  async run(context) {
    const { api, pid, stop } = await startHeadless(context, 'p11-data');
    for (let n = 0; n < PROJECTS; n++) {
      const project = await api.createProject({ name: `bench-idle-${n}`, image: serverImage, port: 3000 });
      await api.deploy(project.id);
    }
    const seconds = (): number => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    };
    await new Promise((resolve) => setTimeout(resolve, 5000));
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
