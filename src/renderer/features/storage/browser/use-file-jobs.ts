/** Moves, copies and removals: short ones are over before anybody sees them, long ones show how far they are and can be stopped. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileJob } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';
import { formatCount } from '../../../lib/numbers.ts';
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
  readonly paths: readonly string[];
  readonly start: (paths: string[], waitMs: number) => Promise<FileJob>;
}

/** Long enough for what is quick; then the progress is shown. */
const FIRST_WAIT_MS = 500;
const NEXT_WAIT_MS = 10_000;
/** Paths of one job; more are several jobs, one after the other. */
const AT_ONCE = 5_000;

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
    async (label: string, start: (waitMs: number) => Promise<FileJob>): Promise<FileJob['status']> => {
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
        return job.status;
      } catch (error) {
        // Gone to another page: the job goes on where the files are.
        if (signal?.aborted !== true) put({ key, label, job: null, problem: toProblem(error) });
        return 'failed';
      }
    },
    [client, volumeId, put, dismiss],
  );
  const run = useCallback(
    async ({ label, done, paths, start }: JobRequest): Promise<boolean> => {
      let status: FileJob['status'] = 'done';
      for (let at = 0; at < paths.length && status === 'done'; at += AT_ONCE) {
        const some = paths.slice(at, at + AT_ONCE);
        const part = paths.length > AT_ONCE ? `${label}, from ${formatCount(at + 1)} on` : label;
        status = await follow(part, (waitMs) => start(some, waitMs));
      }
      if (status === 'done') announce(done);
      if (status === 'cancelled') announce('Stopped. What was done stays done.');
      onEnd();
      return status === 'done';
    },
    [follow, announce, onEnd],
  );
  const cancel = useCallback(
    (job: FileJob) => void client.files.cancelJob({ id: volumeId, jobId: job.id }).catch(() => undefined),
    [client, volumeId],
  );
  return { jobs, run, cancel, dismiss };
}
