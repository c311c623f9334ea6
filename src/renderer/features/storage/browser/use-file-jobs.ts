/** Moves, copies and removals: short ones are over before anybody sees them, long ones show how far they are and can be stopped. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileJob } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';

export interface ShownJob {
  readonly key: number;
  /** What is done: `Deleting 3 files`. */
  readonly label: string;
  readonly job: FileJob | null;
  readonly problem: Problem | null;
}

export interface JobRequest {
  readonly label: string;
  /** Said when it is done: `3 files are deleted.` */
  readonly done: string;
  readonly start: (waitMs: number) => Promise<FileJob>;
}

/** Long enough for what is quick; then the progress is shown. */
const FIRST_WAIT_MS = 500;
const NEXT_WAIT_MS = 10_000;

/** `onEnd` runs when something may have changed, also where it went wrong. */
export function useFileJobs(volumeId: VolumeId, onEnd: () => void) {
  const { client } = useApi();
  const announce = useAnnounce();
  const [jobs, setJobs] = useState<readonly ShownJob[]>([]);
  const nextKey = useRef(1);
  const lifetime = useRef<AbortController>(null);
  useEffect(() => {
    const stop = new AbortController();
    lifetime.current = stop;
    return () => stop.abort();
  }, []);

  const put = useCallback((shown: ShownJob) => {
    setJobs((old) => [...old.filter(({ key }) => key !== shown.key), shown]);
  }, []);
  const dismiss = useCallback((gone: number) => setJobs((old) => old.filter(({ key }) => key !== gone)), []);

  const follow = useCallback(
    async ({ label, done, start }: JobRequest): Promise<boolean> => {
      const key = nextKey.current;
      nextKey.current += 1;
      const signal = lifetime.current?.signal;
      try {
        let job = await start(FIRST_WAIT_MS);
        while (job.status === 'running') {
          put({ key, label, job, problem: null });
          job = await client.files.job(
            { id: volumeId, jobId: job.id, version: job.version, waitMs: NEXT_WAIT_MS },
            signal === undefined ? {} : { signal },
          );
        }
        if (job.status === 'failed') put({ key, label, job, problem: toProblem(job.error) });
        else dismiss(key);
        if (job.status === 'done') announce(done);
        if (job.status === 'cancelled') announce(`Stopped. What was done stays done.`);
        return job.status === 'done';
      } catch (error) {
        // Gone to another page: the job goes on where the files are.
        if (signal?.aborted !== true) put({ key, label, job: null, problem: toProblem(error) });
        return false;
      }
    },
    [client, volumeId, put, dismiss, announce],
  );
  const run = useCallback(
    async (request: JobRequest): Promise<boolean> => {
      const isDone = await follow(request);
      onEnd();
      return isDone;
    },
    [follow, onEnd],
  );
  const cancel = useCallback(
    (job: FileJob) => void client.files.cancelJob({ id: volumeId, jobId: job.id }).catch(() => undefined),
    [client, volumeId],
  );
  return { jobs, run, cancel, dismiss };
}
