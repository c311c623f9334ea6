import { formatDuration } from '../lib/duration.ts';
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

export const stageWord: Readonly<Record<StageLike['status'], string>> = {
  pending: 'waiting',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** How long it took, or takes until now; null where it has not begun or was left out. */
export function stageTime({ status, startedAt, finishedAt }: StageLike, now: number): string | null {
  if (startedAt === null || status === 'pending' || status === 'skipped') return null;
  return formatDuration((finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
}

/** What stands in a cell of a few letters. */
export function stageShort(stage: StageLike, now: number): string {
  if (stage.status === 'failed') return 'failed';
  if (stage.status === 'skipped') return 'skipped';
  if (stage.status === 'running' && stage.progress !== null) return `${stage.progress.done}/${stage.progress.total}`;
  return stageTime(stage, now) ?? '–';
}

/** The whole of it as a sentence, for a screen reader. */
export function stageSentence(stage: StageLike, now: number): string {
  const time = stageTime(stage, now);
  const parts = [`${stage.name}: ${stageWord[stage.status]}`, time, stage.detail];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}
