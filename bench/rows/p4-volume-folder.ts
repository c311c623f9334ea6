import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../lib/commands.ts';
import { type BenchContext, type Measurement, type Row, timed } from '../lib/row.ts';
import { growth, openBenchVolume, pipe, type Place, places, times } from '../lib/storage.ts';

const FOLDERS = 100;
const FILES = 100;

/** Many small files into a volume and out of it; by hand `docker cp` of the same folder. */
export const volumeFolderRow: Row = {
  id: 'P4',
  title: `a folder of ${(FOLDERS * FILES).toLocaleString('en')} small files into a volume and out of it`,
  async run(context) {
    const folder = join(context.directory, 'p4', 'many');
    for (let index = 0; index < FOLDERS; index += 1) {
      const inside = join(folder, `folder-${index}`);
      await mkdir(inside, { recursive: true });
      for (let file = 0; file < FILES; file += 1) {
        await writeFile(join(inside, `file-${file}.txt`), `${index} ${file}\n`.repeat(1 + ((index * file) % 800)));
      }
    }
    const measured: Measurement[] = [];
    for (const place of places) {
      measured.push(...(await measure(context, place, folder)));
    }
    return measured;
  },
};

async function measure(context: BenchContext, place: Place, folder: string): Promise<readonly Measurement[]> {
  const { address, curl, container, docker, watchMemory } = await openBenchVolume(context, 'p4', place);
  const [parent, byHand, ours] = [join(folder, '..'), `${folder}-by-hand`, `${folder}-ours`];
  const put = (): Promise<void> =>
    pipe(
      ['tar', '-C', parent, '-c', 'many'],
      ['curl', ...curl, '--upload-file', '-', `${address}/files/archive?path=/`],
    );
  const get = (): Promise<void> =>
    pipe(['curl', ...curl, `${address}/files/archive?path=/many&format=tar`], ['tar', '-C', ours, '-x']);

  const upByHand = await timed(() => docker('cp', folder, `${container}:/v/many`));
  const up = await watchMemory(() => timed(put));
  const downByHand = await timed(() => docker('cp', `${container}:/v/many`, byHand));
  await mkdir(ours);
  const down = await watchMemory(() => timed(get));
  await run('diff', ['-r', folder, join(ours, 'many')]);
  await run('rm', ['-rf', byHand, ours]);
  return [
    times(`up, ${place}`, up.result, upByHand, 1),
    times(`down, ${place}`, down.result, downByHand, 1),
    growth(`memory, up, ${place}`, up.growth),
    growth(`memory, down, ${place}`, down.growth),
  ];
}
