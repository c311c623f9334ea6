// One upload: counted, asked about, sent in steps, gone on with when the line comes back. The same in a page, whose files are the
// browser's own references to the disk, and in the control plane of a desktop, which reads them by path.
import type { ErrorBody } from '../contract/errors.ts';
import type { ProjectId, VolumeId } from '../contract/ids.ts';
import { applyDecisions, deciderOf, findConflicts } from './conflicts.ts';
import {
  type ConflictDecision,
  MAX_NAMED_CONFLICTS,
  type Transfer,
  type TransferConflict,
  type TransferFilePage,
  type TransferId,
  type TransferStatus,
} from '../contract/transfers.ts';
import { createRateMeter } from './rate-meter.ts';
import type { Gate } from './gate.ts';
import { createStepSender, type Outgoing, type StepSender } from './send-steps.ts';
import { createTransferFiles, type TransferFiles } from './transfer-files.ts';
import { LostConnectionError, type LocalTree, type Uplink } from './uplink.ts';
import { planUpload, type UploadStep } from './upload-plan.ts';

export interface UploadTarget {
  readonly projectId: ProjectId;
  readonly volumeId: VolumeId;
  readonly folder: string;
}

export interface UploadRunDeps<Source> {
  readonly uplink: Uplink<Source>;
  /** Over all transfers. */
  readonly gate: Gate;
  /** Waits before the line is tried again, and until there is one. */
  readonly whenOnline: (attempt: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly onChange: () => void;
  /** What may be shown of a failure. */
  readonly describe: (failure: unknown) => ErrorBody;
}

export interface NamedDecision {
  readonly path: string;
  readonly decision: ConflictDecision;
}

export interface UploadRun {
  readonly snapshot: () => Transfer;
  readonly files: (offset: number, limit: number) => TransferFilePage;
  readonly decide: (named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly cancel: () => void;
  /** What failed or was not done, once more. */
  readonly retry: () => void;
}

/** The statuses of a transfer that still has something to do. */
export function isUnderWay(status: TransferStatus): boolean {
  return status !== 'done' && status !== 'failed' && status !== 'cancelled';
}

/** Steps of one transfer under way at once: the next one is read while one is answered. */
const STEPS_AT_ONCE = 2;

export function createUploadRun<Source>(
  id: TransferId,
  target: UploadTarget,
  collect: (signal: AbortSignal) => Promise<LocalTree<Source>>,
  { uplink, gate, whenOnline, now, onChange, describe }: UploadRunDeps<Source>,
): UploadRun {
  const { projectId, volumeId, folder } = target;
  const createdAt = new Date(now()).toISOString();
  const meter = createRateMeter();
  let status: TransferStatus = 'preparing';
  let error: ErrorBody | null = null;
  let finishedAt: string | null = null;
  let tree: LocalTree<Source> | null = null;
  let files: TransferFiles | null = null;
  let conflicts: readonly TransferConflict[] = [];
  let answer = Promise.withResolvers<{ readonly named: readonly NamedDecision[]; readonly rest: ConflictDecision }>();
  let lifetime = new AbortController();

  const become = (next: TransferStatus, problem: ErrorBody | null = null) => {
    status = next;
    error = problem;
    finishedAt = isUnderWay(next) ? null : new Date(now()).toISOString();
    onChange();
  };

  const start = () => {
    lifetime = new AbortController();
    const { signal } = lifetime;
    run(signal).catch((failure: unknown) => {
      if (!signal.aborted) become('failed', describe(failure));
    });
  };

  const run = async (signal: AbortSignal) => {
    tree ??= await collect(signal);
    const { files: incoming, folders } = tree;
    files ??= createTransferFiles(incoming);
    const tracked = files;
    const left = tracked.unfinished().flatMap(({ index }) => {
      tracked.set(index, { status: 'waiting', doneBytes: 0, error: null });
      const file = incoming[index];
      return file === undefined ? [] : [{ ...file, index }];
    });
    onChange();
    const persist = persistence(signal);
    const decided = await settle(left, folders, persist, signal);
    for (const { index, policy } of decided.files) if (policy === 'skip') tracked.set(index, { status: 'skipped' });
    become('waiting');
    const onProgress = () => {
      meter.add(tracked.sums().doneBytes, now());
      onChange();
    };
    const send = createStepSender({ uplink, volumeId, folder, files: tracked, signal, persist, onProgress, describe });
    await sendAll(planUpload(decided.files, decided.folders), send, signal);
    const { failedCount, doneCount } = tracked.sums();
    become(failedCount > 0 && doneCount === 0 ? 'failed' : 'done', firstError(tracked));
  };

  /** Asks what is there, and a person where something is. */
  const settle = async (
    left: readonly Omit<Outgoing<Source>, 'policy'>[],
    folders: readonly string[],
    persist: Persist,
    signal: AbortSignal,
  ) => {
    const lookUp = (paths: readonly string[]) => persist(() => uplink.lookUp(volumeId, paths, signal));
    conflicts = await findConflicts({ folder, files: left, folders, lookUp });
    if (conflicts.length === 0) return applyDecisions(left, folders, [], () => 'skip');
    answer = Promise.withResolvers();
    become('asking');
    const { named, rest } = await orAborted(answer.promise, signal);
    const decided = applyDecisions(left, folders, conflicts, deciderOf(named, rest));
    conflicts = [];
    return decided;
  };

  const persistence =
    (signal: AbortSignal): Persist =>
    async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(attempt);
        } catch (failure) {
          if (signal.aborted || !(failure instanceof LostConnectionError)) throw failure;
          const before = status === 'paused' ? 'running' : status;
          become('paused', describe(failure.cause ?? failure));
          await whenOnline(attempt, signal);
          signal.throwIfAborted();
          become(before);
        }
      }
    };

  const sendAll = async (
    steps: readonly UploadStep<Outgoing<Source>>[],
    send: StepSender<Source>,
    signal: AbortSignal,
  ) => {
    const waiting = [...steps];
    const sendNext = async () => {
      const step = waiting.shift();
      if (step === undefined) return false;
      const leave = await gate.enter(signal);
      try {
        if (status === 'waiting') become('running');
        await send(step);
      } finally {
        leave();
      }
      return true;
    };
    const work = async () => {
      while (await sendNext());
    };
    // Alone, because what is sent later may lie in them.
    if (waiting[0]?.kind === 'folders') await sendNext();
    await Promise.all(Array.from({ length: STEPS_AT_ONCE }, work));
  };

  start();
  return {
    snapshot: () => ({
      id,
      projectId,
      volumeId,
      direction: 'upload',
      title: tree === null ? '' : titleOf(tree),
      folder,
      localFolder: null,
      status,
      ...(files?.sums() ?? nothing),
      bytesPerSecond: status === 'running' ? meter.rate(now()) : null,
      conflicts: conflicts.slice(0, MAX_NAMED_CONFLICTS),
      conflictCount: conflicts.length,
      error,
      createdAt,
      finishedAt,
    }),
    files: (offset, limit) => files?.page(offset, limit) ?? { files: [], total: 0 },
    decide: (named, rest) => answer.resolve({ named, rest }),
    cancel() {
      if (!isUnderWay(status)) return;
      lifetime.abort(new Error('cancelled'));
      for (const { index } of files?.unfinished() ?? []) files?.set(index, { status: 'cancelled', doneBytes: 0 });
      conflicts = [];
      become('cancelled');
    },
    retry() {
      if (isUnderWay(status)) return;
      become('preparing');
      start();
    },
  };
}

type Persist = <T>(work: (attempt: number) => Promise<T>) => Promise<T>;

const nothing = { fileCount: null, doneCount: 0, skippedCount: 0, failedCount: 0, totalBytes: null, doneBytes: 0 };

function firstError(files: TransferFiles): ErrorBody | null {
  return files.sums().failedCount === 0 ? null : (files.page(0, 1).files[0]?.error ?? null);
}

function titleOf({ files, folders }: LocalTree<unknown>): string {
  const tops = new Set([...folders, ...files.map(({ path }) => path)].map((path) => path.split('/')[0] ?? path));
  const [first = 'nothing'] = tops;
  return tops.size <= 1 ? first : `${first} and ${tops.size - 1} more`;
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
