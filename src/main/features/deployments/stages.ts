// What a deployment has done, for people: five stages, changed by pure functions over plain values.
import type { Stage, StageName } from '../../../contract/deployments.ts';

export type Stages = readonly Stage[];
export type StageProgress = NonNullable<Stage['progress']>;

const order: readonly StageName[] = ['source', 'build', 'image', 'deploy', 'route'];

export function initialStages(skipped: Readonly<Partial<Record<StageName, string>>> = {}): Stages {
  return order.map((name) => ({
    name,
    status: skipped[name] === undefined ? 'pending' : 'skipped',
    startedAt: null,
    finishedAt: null,
    detail: skipped[name] ?? null,
    progress: null,
  }));
}

/** `now` is in milliseconds since the epoch, here and below. */
export function beginStage(stages: Stages, name: StageName, now: number, detail: string | null = null): Stages {
  return change(stages, name, () => ({
    status: 'running',
    startedAt: iso(now),
    finishedAt: null,
    detail,
    progress: null,
  }));
}

export function reportProgress(
  stages: Stages,
  name: StageName,
  detail: string,
  progress: StageProgress | null,
): Stages {
  return change(stages, name, () => ({ detail, progress }));
}

/** Keeps the detail that is there when none is given. */
export function finishStage(stages: Stages, name: StageName, now: number, detail?: string): Stages {
  return end(stages, name, 'succeeded', now, detail);
}

export function skipStage(stages: Stages, name: StageName, detail: string): Stages {
  return change(stages, name, () => ({ status: 'skipped', detail, progress: null }));
}

export function failStage(stages: Stages, name: StageName, now: number, detail?: string): Stages {
  return end(stages, name, 'failed', now, detail);
}

export function runningStage(stages: Stages): StageName | null {
  return stages.find((stage) => stage.status === 'running')?.name ?? null;
}

/** Ends whatever runs; what had not begun stays pending. */
export function endRunning(stages: Stages, outcome: 'failed' | 'skipped', now: number, detail?: string): Stages {
  const name = runningStage(stages);
  return name === null ? stages : end(stages, name, outcome, now, detail);
}

function end(
  stages: Stages,
  name: StageName,
  status: Stage['status'],
  now: number,
  detail: string | undefined,
): Stages {
  return change(stages, name, (stage) => ({
    status,
    startedAt: stage.startedAt ?? iso(now),
    finishedAt: iso(now),
    detail: detail ?? stage.detail,
    progress: status === 'succeeded' ? null : stage.progress,
  }));
}

function change(stages: Stages, name: StageName, patch: (stage: Stage) => Partial<Stage>): Stages {
  return stages.map((stage) => (stage.name === name ? { ...stage, ...patch(stage) } : stage));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
