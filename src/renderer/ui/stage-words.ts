import { formatDuration, shortDuration } from '../lib/duration.ts';
import type { Tone } from '../lib/tone.ts';

/** One step of a pipeline. */
export interface StageLike {
  readonly name: string;
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped';
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly detail: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
}

export const stageTone: Readonly<Record<StageLike['status'], Tone>> = {
  pending: 'idle',
  running: 'busy',
  succeeded: 'ok',
  failed: 'bad',
  skipped: 'idle',
};

const words: Readonly<Record<StageLike['status'], string>> = {
  pending: 'waiting',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** A stage still ahead waits only as long as the pipeline goes on. */
export function stageWord({ status }: StageLike, isOver: boolean): string {
  return status === 'pending' && isOver ? 'not reached' : words[status];
}

/** How long it took, or takes until now; null where it has not begun or was left out. */
export function stageTime(stage: StageLike, now: number): string | null {
  const ms = stageMs(stage, now);
  return ms === null ? null : formatDuration(ms);
}

function stageMs({ status, startedAt, finishedAt }: StageLike, now: number): number | null {
  if (startedAt === null || status === 'pending' || status === 'skipped') return null;
  return (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
}

/** What stands in a cell of a few letters. */
export function stageShort(stage: StageLike, now: number): string {
  if (stage.status === 'failed') return 'failed';
  if (stage.status === 'skipped') return 'skip';
  if (stage.status === 'running' && stage.progress !== null) return `${stage.progress.done}/${stage.progress.total}`;
  const ms = stageMs(stage, now);
  return ms === null ? '–' : shortDuration(ms);
}

/** The whole of it as a sentence, for a screen reader. */
export function stageSentence(stage: StageLike, now: number, isOver: boolean): string {
  const time = stageTime(stage, now);
  const parts = [`${stage.name}: ${stageWord(stage, isOver)}`, time, stage.detail];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}
