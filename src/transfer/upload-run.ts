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
import { isSameFile, LostConnectionError, type LocalTree, type Uplink } from './uplink.ts';
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
  readonly earlier?: EarlierRun | undefined;
  /** Somebody answered: to be remembered for a later run. */
  readonly onAnswer?: ((answer: Answer) => void) | undefined;
}

export interface NamedDecision {
  readonly path: string;
  readonly decision: ConflictDecision;
}

/** What somebody said of names that are taken. */
export interface Answer {
  readonly named: readonly NamedDecision[];
  readonly rest: ConflictDecision;
}

/** An upload of a run of the program before this one: what has arrived is not asked about, nor is what was answered. */
export interface EarlierRun {
  readonly createdAt: string;
  readonly answer: Answer | null;
}

export interface UploadRun {
  readonly snapshot: () => Transfer;
  readonly files: (offset: number, limit: number) => TransferFilePage;
  readonly decide: (named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly cancel: () => void;
  /** What failed or was not done, once more. */
  readonly retry: () => void;
  /** Ends what is under way without an end of the transfer: the program stops. */
  readonly stop: () => void;
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
  { uplink, gate, whenOnline, now, onChange, describe, earlier, onAnswer }: UploadRunDeps<Source>,
): UploadRun {
  const { projectId, volumeId, folder } = target;
  const createdAt = earlier?.createdAt ?? new Date(now()).toISOString();
  const meter = createRateMeter();
  let status: TransferStatus = 'preparing';
  let error: ErrorBody | null = null;
  let finishedAt: string | null = null;
  let tree: LocalTree<Source> | null = null;
  let files: TransferFiles | null = null;
  let conflicts: readonly TransferConflict[] = [];
  let answer: Answer | null = earlier?.answer ?? null;
  let answering = Promise.withResolvers<Answer>();
  /** Something of it may have arrived before this attempt. */
  let isAgain = earlier !== undefined;
  let lifetime = new AbortController();

  const become = (next: TransferStatus, problem: ErrorBody | null = null) => {
    status = next;
    error = problem;
    finishedAt = isUnderWay(next) ? null : new Date(now()).toISOString();
    onChange();
  };

  /** What is still under way stops. */
  const end = (as: 'failed' | 'cancelled', problem: ErrorBody | null = null) => {
    lifetime.abort(new Error('The transfer has ended.'));
    for (const { index, status: was } of files?.unfinished() ?? []) {
      if (was !== 'failed') files?.set(index, { status: 'cancelled', doneBytes: 0 });
    }
    conflicts = [];
    become(as, problem);
  };

  const start = () => {
    lifetime = new AbortController();
    const { signal } = lifetime;
    run(signal).catch((failure: unknown) => {
      if (signal.aborted) return;
      end('failed', describe(failure));
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
    const decided = await settle(left, folders, tracked, persist, signal);
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
    tracked: TransferFiles,
    persist: Persist,
    signal: AbortSignal,
  ) => {
    const lookUp = (paths: readonly string[]) => persist(() => uplink.lookUp(volumeId, paths, signal));
    const found = await findConflicts({ folder, files: left, folders, lookUp });
    const arrived = new Set(isAgain ? found.filter(hasArrived).map(({ path }) => path) : []);
    for (const { index, path } of left) if (arrived.has(path)) tracked.set(index, { status: 'done' });
    const missing = left.filter(({ path }) => !arrived.has(path));
    const open = found.filter(({ path }) => !arrived.has(path));
    const { named, rest } = open.length === 0 ? noQuestion : (answer ??= await ask(open, signal));
    return applyDecisions(missing, folders, open, deciderOf(named, rest));
  };

  const ask = async (open: readonly TransferConflict[], signal: AbortSignal): Promise<Answer> => {
    conflicts = open;
    answering = Promise.withResolvers();
    become('asking');
    const given = await orAborted(answering.promise, signal);
    conflicts = [];
    onAnswer?.(given);
    return given;
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
    decide: (named, rest) => answering.resolve({ named, rest }),
    cancel() {
      if (!isUnderWay(status)) return;
      end('cancelled');
    },
    retry() {
      if (isUnderWay(status)) return;
      isAgain = true;
      become('preparing');
      start();
    },
    stop: () => lifetime.abort(new Error('The program stops.')),
  };
}

type Persist = <T>(work: (attempt: number) => Promise<T>) => Promise<T>;

const nothing = { fileCount: null, doneCount: 0, skippedCount: 0, failedCount: 0, totalBytes: null, doneBytes: 0 };

const noQuestion: Answer = { named: [], rest: 'skip' };

/** A copy that somebody has of an earlier attempt looks the same; so does the file that arrived then. */
function hasArrived({ existing, incoming: { kind, sizeBytes, modifiedAt } }: TransferConflict): boolean {
  if (existing.kind !== 'file' || kind !== 'file' || modifiedAt === null) return false;
  return isSameFile(existing, { sizeBytes, modifiedAt: Date.parse(modifiedAt) });
}

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
