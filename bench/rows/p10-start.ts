import { once } from 'node:events';
import { join } from 'node:path';
import { run } from '../lib/commands.ts';
import { spawnHeadless } from '../lib/headless.ts';
import { median, type Row, timed } from '../lib/row.ts';

const ROUNDS = 7;

/** A second and later start, with its database made and the files in the system's cache. */
export const startRow: Row = {
  id: 'P10',
  title: 'headless start to ready, warm',
  async run(context) {
    const dataDir = join(context.directory, 'p10-data');
    const start = async (): Promise<number> => {
      const began = performance.now();
      const { child } = await spawnHeadless(dataDir);
      const took = performance.now() - began;
      child.kill('SIGTERM');
      await once(child, 'exit');
      return took;
    };
    await start();
    const ours: number[] = [];
    const baseline: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      baseline.push(await timed(() => run(process.execPath, ['-e', '0'])));
      ours.push(await start());
    }
    return [{ ours: median(ours), baseline: median(baseline), unit: 'ms', goal: 8 }];
  },
};
