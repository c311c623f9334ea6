// Moves, copies and removals: each a job with a number of its own, which may take long, tells how far it is to whoever asks, and can be
// cancelled. They live as long as the program: what a crash interrupts is in the volume for all to see.
import { randomBytes } from 'node:crypto';
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import type { ConflictPolicy, FileJob, FileJobId } from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumePath } from './ports/volume-path.ts';
import type { VolumeClock } from './ports.ts';

export interface JobRequest {
  readonly id: VolumeId;
  readonly kind: FileJob['kind'];
  readonly paths: readonly VolumePath[];
  readonly to: VolumePath | null;
  readonly conflict: ConflictPolicy;
}

/** What a job says of itself while it runs. */
export interface JobReport {
  total(count: number, bytes: number): void;
  done(count: number, bytes?: number): void;
  result(from: VolumePath, to: VolumePath | null): void;
}

export type JobWork = (request: JobRequest, report: JobReport, signal: AbortSignal) => Promise<void>;

interface Running {
  state: FileJob;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
  readonly waiting: Set<() => void>;
}

const KEEP_ENDED_MS = 10 * 60_000;
const MAX_KEPT = 200;
const MAX_RESULTS = 1000;

export function createFileJobs(clock: VolumeClock, work: JobWork) {
  const jobs = new Map<FileJobId, Running>();

  function existing(id: VolumeId, jobId: FileJobId): Running {
    const found = jobs.get(jobId);
    if (found === undefined || found.state.volumeId !== id) {
      throw new AppError('NOT_FOUND', { what: `job ${jobId}` });
    }
    return found;
  }

  function change(job: Running, patch: Partial<FileJob>): void {
    job.state = { ...job.state, ...patch, version: job.state.version + 1 };
    for (const wake of [...job.waiting]) {
      wake();
    }
  }

  function forgetOld(): void {
    const ended = [...jobs.values()].filter(({ state }) => state.finishedAt !== null);
    const tooMany = Math.max(0, jobs.size - MAX_KEPT);
    ended.forEach(({ state }, index) => {
      if (index < tooMany || clock.now() - Date.parse(state.finishedAt ?? '') > KEEP_ENDED_MS) {
        jobs.delete(state.id);
      }
    });
  }

  async function run(job: Running, request: JobRequest): Promise<void> {
    const report: JobReport = {
      total: (totalCount, totalBytes) => change(job, { totalCount, totalBytes }),
      done: (doneCount, doneBytes) => change(job, { doneCount, ...(doneBytes === undefined ? {} : { doneBytes }) }),
      result(from, to) {
        if (job.state.results.length < MAX_RESULTS) {
          job.state = { ...job.state, results: [...job.state.results, { from, to }] };
        }
      },
    };
    const finishedAt = (): string => new Date(clock.now()).toISOString();
    try {
      await work(request, report, job.stopping.signal);
      const { totalCount, doneCount, totalBytes, doneBytes } = job.state;
      change(job, {
        status: 'done',
        doneCount: totalCount ?? doneCount,
        doneBytes: totalBytes ?? doneBytes,
        finishedAt: finishedAt(),
      });
    } catch (error) {
      change(
        job,
        job.stopping.signal.aborted
          ? { status: 'cancelled', finishedAt: finishedAt() }
          : { status: 'failed', error: toErrorBody(error), finishedAt: finishedAt() },
      );
    }
  }

  /** Resolves when the job is past the version, or after the time. */
  async function settle(job: Running, version: number, waitMs: number, signal: AbortSignal): Promise<FileJob> {
    const isOver = (): boolean => job.state.version > version || job.state.status !== 'running';
    if (!isOver() && waitMs > 0) {
      const timer = new AbortController();
      const until = AbortSignal.any([signal, timer.signal]);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          if (isOver() || until.aborted) {
            job.waiting.delete(wake);
            resolve();
          }
        };
        job.waiting.add(wake);
        until.addEventListener('abort', wake, { once: true });
        clock.sleep(waitMs, until).then(
          () => timer.abort(),
          () => undefined,
        );
      });
      timer.abort();
      signal.throwIfAborted();
    }
    return job.state;
  }

  return {
    /** Resolves when it has ended, or after `waitMs` with how far it is. */
    async start(request: JobRequest, waitMs: number, signal: AbortSignal): Promise<FileJob> {
      forgetOld();
      const state: FileJob = {
        id: randomBytes(12).toString('base64url') as FileJobId,
        volumeId: request.id,
        kind: request.kind,
        paths: [...request.paths],
        to: request.to,
        status: 'running',
        doneCount: 0,
        totalCount: null,
        doneBytes: 0,
        totalBytes: null,
        results: [],
        error: null,
        startedAt: new Date(clock.now()).toISOString(),
        finishedAt: null,
        version: 1,
      };
      const ended = Promise.withResolvers<void>();
      const job: Running = { state, stopping: new AbortController(), ended: ended.promise, waiting: new Set() };
      jobs.set(state.id, job);
      void run(job, request).finally(ended.resolve);
      // Whoever goes away does not take the job along.
      return settle(job, Number.MAX_SAFE_INTEGER, waitMs, signal);
    },
    list: (id: VolumeId): FileJob[] => {
      forgetOld();
      return [...jobs.values()].filter(({ state }) => state.volumeId === id).map(({ state }) => state);
    },
    get: async (
      {
        id,
        jobId,
        version,
        waitMs,
      }: { readonly id: VolumeId; readonly jobId: FileJobId; readonly version: number; readonly waitMs: number },
      signal: AbortSignal,
    ): Promise<FileJob> => settle(existing(id, jobId), version, waitMs, signal),
    async cancel(id: VolumeId, jobId: FileJobId): Promise<FileJob> {
      const job = existing(id, jobId);
      job.stopping.abort(new Error('cancelled'));
      await job.ended;
      return job.state;
    },
    async close(): Promise<void> {
      for (const { stopping } of jobs.values()) {
        stopping.abort(new Error('miniPaaS ends'));
      }
      await Promise.all([...jobs.values()].map(({ ended }) => ended));
    },
  };
}
