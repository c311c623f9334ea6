import type { FilePage } from '../../src/contract/files.ts';
import { benchToken } from '../lib/headless.ts';
import { type BenchContext, type Measurement, median, type Row, timed } from '../lib/row.ts';
import { openBenchVolume, type Place, places, times } from '../lib/storage.ts';

const ENTRIES = 50_000;
const ROUNDS = 5;

/** A large folder with sizes and times, its first page and all of it; by hand `docker exec … ls -l`. */
export const volumeListingRow: Row = {
  id: 'P5',
  title: `list a folder of ${ENTRIES.toLocaleString('en')} entries`,
  async run(context) {
    const measured: Measurement[] = [];
    for (const place of places) {
      measured.push(...(await measure(context, place)));
    }
    return measured;
  },
};

const fill = `mkdir /v/large && cd /v/large && i=0; while [ $i -lt ${ENTRIES} ]; do : > "file-$i.txt"; i=$((i+1)); done`;

async function measure(context: BenchContext, place: Place): Promise<readonly Measurement[]> {
  const { address, container, docker, inVolume } = await openBenchVolume(context, 'p5', place);
  await docker('exec', container, 'sh', '-c', fill);
  await inVolume(fill);
  const page = async (query: string): Promise<FilePage> => {
    const response = await fetch(`${address}/files?path=/large${query}`, {
      headers: { authorization: `Bearer ${benchToken}` },
    });
    return (await response.json()) as FilePage;
  };
  const whole = async (): Promise<void> => {
    let seen = 0;
    for (let version = ''; seen < ENTRIES; ) {
      const next = await page(`&limit=10000&offset=${seen}${version}`);
      seen += next.entries.length;
      version = `&version=${next.version}`;
      if (next.total !== ENTRIES || next.entries.length === 0) {
        throw new Error(`${next.total} entries instead of ${ENTRIES}`);
      }
    }
  };
  const byHand: number[] = [];
  const first: number[] = [];
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    byHand.push(await timed(() => docker('exec', container, 'ls', '-l', '/v/large')));
    first.push(await timed(() => page('')));
    all.push(await timed(whole));
  }
  return [
    times(`first page, ${place}`, median(first), median(byHand), 1),
    times(`whole, ${place}`, median(all), median(byHand), 1.5),
  ];
}
