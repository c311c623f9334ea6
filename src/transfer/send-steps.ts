// Sends the steps of one upload and writes down how far each file is.
import type { ErrorBody } from '../contract/errors.ts';
import type { ConflictPolicy } from '../contract/files.ts';
import type { VolumeId } from '../contract/ids.ts';
import { joinPath } from './conflicts.ts';
import type { TransferFiles } from './transfer-files.ts';
import { isSameFile, type LocalFile, type Uplink } from './uplink.ts';
import type { UploadStep } from './upload-plan.ts';

export interface Outgoing<Source> extends LocalFile<Source> {
  /** Among the files of the transfer. Its path is not always that as which it was dropped. */
  readonly index: number;
  readonly policy: ConflictPolicy;
}

export interface StepSenderDeps<Source> {
  readonly uplink: Uplink<Source>;
  readonly volumeId: VolumeId;
  readonly folder: string;
  readonly files: TransferFiles;
  readonly signal: AbortSignal;
  /** Tries again for as long as only the line is missing; the work is told which attempt it is. */
  readonly persist: <T>(work: (attempt: number) => Promise<T>) => Promise<T>;
  readonly onProgress: () => void;
  /** What may be shown of a failure. */
  readonly describe: (failure: unknown) => ErrorBody;
}

export type StepSender<Source> = (step: UploadStep<Outgoing<Source>>) => Promise<void>;

/** Rejects with what ends the whole transfer; what concerns one file is written to that file. */
export function createStepSender<Source>(deps: StepSenderDeps<Source>): StepSender<Source> {
  const { uplink, volumeId, folder, files, signal, persist, onProgress, describe } = deps;

  const fail = (index: number, failure: unknown) =>
    files.set(index, { status: 'failed', doneBytes: 0, error: describe(failure) });

  const sendSingle = async ({ index, policy, ...outgoing }: Outgoing<Source>) => {
    files.set(index, { status: 'running' });
    const progressed = (doneBytes: number) => {
      if (signal.aborted) return;
      files.set(index, { doneBytes });
      onProgress();
    };
    const file = { ...outgoing, path: joinPath(folder, outgoing.path) };
    try {
      await persist(() => uplink.sendFile({ volumeId, file, policy, signal, onProgress: progressed }));
      files.set(index, { status: 'done' });
    } catch (failure) {
      if (signal.aborted || fatal.has(describe(failure).code)) throw failure;
      fail(index, failure);
    }
    onProgress();
  };

  /** The line may have broken after all had arrived: what lies there with our size and time is ours. */
  const withoutArrived = async (batch: readonly Outgoing<Source>[]): Promise<readonly Outgoing<Source>[]> => {
    const entries = await uplink.lookUp(
      volumeId,
      batch.map(({ path }) => joinPath(folder, path)),
      signal,
    );
    const there = new Map(entries.map((entry) => [entry.path, entry]));
    return batch.filter((file) => {
      const found = there.get(joinPath(folder, file.path));
      return found === undefined || !isSameFile(found, file);
    });
  };

  const sendBatch = async (batch: readonly Outgoing<Source>[], policy: ConflictPolicy): Promise<void> => {
    for (const { index } of batch) files.set(index, { status: 'running' });
    let left = batch;
    const progressed = (bytes: number) => {
      if (signal.aborted) return;
      spread(left, bytes, files);
      onProgress();
    };
    try {
      await persist(async (attempt) => {
        if (attempt > 1 && policy !== 'keepBoth') left = await withoutArrived(left);
        if (left.length === 0) return;
        await uplink.sendBatch({ volumeId, folder, policy, files: left, signal, onProgress: progressed });
      });
      for (const { index } of batch) files.set(index, { status: 'done' });
    } catch (failure) {
      if (signal.aborted || fatal.has(describe(failure).code)) throw failure;
      const [only] = left;
      if (left.length === 1 && only !== undefined) fail(only.index, failure);
      else await sendHalves(left, policy);
    }
    onProgress();
  };

  /** What is refused as a whole is sent in halves, until the one that is refused is known. */
  const sendHalves = async (batch: readonly Outgoing<Source>[], policy: ConflictPolicy) => {
    for (const { index } of batch) files.set(index, { status: 'waiting', doneBytes: 0 });
    const half = Math.ceil(batch.length / 2);
    await sendBatch(batch.slice(0, half), policy);
    await sendBatch(batch.slice(half), policy);
  };

  return async (step) => {
    switch (step.kind) {
      case 'folders':
        for (const path of step.paths) {
          await persist(() => uplink.makeFolder(volumeId, joinPath(folder, path), signal));
        }
        return;
      case 'single':
        return sendSingle(step.file);
      case 'batch':
        return sendBatch(step.files, step.policy);
    }
  };
}

/** What the failure of one file means for all others: there is no room, or nobody may write. */
const fatal: ReadonlySet<string> = new Set([
  'QUOTA_EXCEEDED',
  'VOLUME_MISSING',
  'HELPER_UNAVAILABLE',
  'FORBIDDEN',
  'NOT_LOGGED_IN',
  'NOT_FOUND',
]);

/** Bytes of a request that has several files are those of its first files. */
function spread<Source>(batch: readonly Outgoing<Source>[], bytes: number, files: TransferFiles): void {
  let left = bytes;
  for (const { index, sizeBytes } of batch) {
    const doneBytes = Math.min(sizeBytes, left);
    if (files.get(index).doneBytes !== doneBytes) files.set(index, { doneBytes });
    left -= doneBytes;
  }
}
