import { join } from 'node:path';
import { run } from '../lib/commands.ts';
import { type BenchContext, type Measurement, type Row, timed } from '../lib/row.ts';
import { growth, openBenchVolume, type Place, places, times } from '../lib/storage.ts';

const MEGABYTES = 1024;

/** One large file into a volume and out of it; by hand `docker cp` of the same. */
export const volumeFileRow: Row = {
  id: 'P3',
  title: 'one 1 GB file into a volume and out of it',
  async run(context) {
    const file = join(context.directory, 'p3-file');
    await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${MEGABYTES}`]);
    const measured: Measurement[] = [];
    for (const place of places) {
      measured.push(...(await measure(context, place, file)));
    }
    return measured;
  },
};

async function measure(context: BenchContext, place: Place, file: string): Promise<readonly Measurement[]> {
  const { address, curl, container, docker, watchMemory } = await openBenchVolume(context, 'p3', place);
  const back = `${file}-back`;
  const put = (): Promise<string> =>
    run('curl', [...curl, '--upload-file', file, `${address}/files/content?path=/file&conflict=replace`]);
  const get = (): Promise<string> => run('curl', [...curl, '--output', back, `${address}/files/download?path=/file`]);

  const upByHand = await timed(() => docker('cp', file, `${container}:/v/file`));
  const up = await watchMemory(() => timed(put));
  const downByHand = await timed(() => docker('cp', `${container}:/v/file`, back));
  await run('rm', ['-f', back]);
  const down = await watchMemory(() => timed(get));
  await run('cmp', [file, back]);
  await run('rm', ['-f', back]);
  return [
    times(`up, ${place}`, up.result, upByHand, 1),
    times(`down, ${place}`, down.result, downByHand, 1),
    growth(`memory, up, ${place}`, up.growth),
    growth(`memory, down, ${place}`, down.growth),
  ];
}
