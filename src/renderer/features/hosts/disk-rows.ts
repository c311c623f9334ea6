/** The use of a disk as lines of a table. Pure. */
import { formatBytes } from '../../../contract/bytes.ts';
import type { DiskUse } from '../../../contract/host-upkeep.ts';
import { countOf } from '../../lib/numbers.ts';

export interface DiskRow {
  readonly what: string;
  readonly ours: string;
  readonly foreign: string;
  readonly whole: string;
}

type Share = DiskUse['buildCache'];

export function sizeText(bytes: number | null): string {
  return bytes === null ? 'size not known' : formatBytes(bytes);
}

export function diskRows({ images, containers, volumes, buildCache }: DiskUse): readonly DiskRow[] {
  const row = (what: string, one: string, { ours, foreign }: { readonly ours: Share; readonly foreign: Share }) => ({
    what,
    ours: shareText(ours, one),
    foreign: shareText(foreign, one),
    whole: sizeText(ours.bytes === null || foreign.bytes === null ? null : ours.bytes + foreign.bytes),
  });
  return [
    row('Images', 'image', images),
    { what: 'Layers that images share', ours: '–', foreign: '–', whole: sizeText(images.sharedBytes) },
    row('Containers', 'container', containers),
    row('Volumes', 'volume', volumes),
    { what: 'Build cache', ours: '–', foreign: '–', whole: sizeText(buildCache.bytes) },
  ];
}

function shareText({ count, bytes }: Share, one: string): string {
  return bytes === null ? `${countOf(count, one)}, size not known` : `${formatBytes(bytes)} in ${countOf(count, one)}`;
}
