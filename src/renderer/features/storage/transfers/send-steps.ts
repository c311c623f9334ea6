/** Sends the steps of one upload and writes down how far each file is. */
import type { ErrorBody } from '../../../../contract/errors.ts';
import type { ConflictPolicy } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { toProblem } from '../../../lib/problem.ts';
import { joinPath } from '../browser/file-path.ts';
import type { TransferFiles } from './transfer-files.ts';
import { isSameFile, type Uplink } from './uplink.ts';
import type { UploadStep } from './upload-plan.ts';

export interface Outgoing {
  /** Among the files of the transfer. */
  readonly index: number;
  /** From the target folder downwards; not always as it was dropped. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly file: File;
  readonly policy: ConflictPolicy;
}

export interface StepSenderDeps {
  readonly uplink: Uplink;
  readonly volumeId: VolumeId;
  readonly folder: string;
  readonly files: TransferFiles;
  readonly signal: AbortSignal;
  /** Tries again for as long as only the line is missing; the work is told which attempt it is. */
  readonly persist: <T>(work: (attempt: number) => Promise<T>) => Promise<T>;
  readonly onProgress: () => void;
}

export type StepSender = (step: UploadStep<Outgoing>) => Promise<void>;

/** Rejects with what ends the whole transfer; what concerns one file is written to that file. */
export function createStepSender(deps: StepSenderDeps): StepSender {
  const { uplink, volumeId, folder, files, signal, persist, onProgress } = deps;

  const fail = (index: number, failure: unknown) =>
    files.set(index, { status: 'failed', doneBytes: 0, error: toBody(failure) });

  const sendSingle = async ({ index, path, file, policy }: Outgoing) => {
    files.set(index, { status: 'running' });
    const progressed = (doneBytes: number) => {
      files.set(index, { doneBytes });
      onProgress();
    };
    const target = joinPath(folder, path);
    try {
      await persist(() => uplink.sendFile({ volumeId, path: target, file, policy, signal, onProgress: progressed }));
      files.set(index, { status: 'done' });
    } catch (failure) {
      if (signal.aborted || isFatal(failure)) throw failure;
      fail(index, failure);
    }
    onProgress();
  };

  /** The line may have broken after all had arrived: what lies there with our size and time is ours. */
  const withoutArrived = async (batch: readonly Outgoing[]): Promise<readonly Outgoing[]> => {
    const entries = await uplink.lookUp(
      volumeId,
      batch.map(({ path }) => joinPath(folder, path)),
      signal,
    );
    const there = new Map(entries.map((entry) => [entry.path, entry]));
    return batch.filter(({ path, file }) => {
      const found = there.get(joinPath(folder, path));
      return found === undefined || !isSameFile(found, file);
    });
  };

  const sendBatch = async (batch: readonly Outgoing[], policy: ConflictPolicy): Promise<void> => {
    for (const { index } of batch) files.set(index, { status: 'running' });
    let left = batch;
    const progressed = (bytes: number) => {
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
      if (signal.aborted || isFatal(failure)) throw failure;
      const [only] = left;
      if (left.length === 1 && only !== undefined) fail(only.index, failure);
      else await sendHalves(left, policy);
    }
    onProgress();
  };

  /** What is refused as a whole is sent in halves, until the one that is refused is known. */
  const sendHalves = async (batch: readonly Outgoing[], policy: ConflictPolicy) => {
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

export function toBody(failure: unknown): ErrorBody {
  const { code, message, hint, field } = toProblem(failure);
  return { code, message, hint, ...(field === undefined ? {} : { field }) };
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

function isFatal(failure: unknown): boolean {
  return fatal.has(toProblem(failure).code);
}

/** Bytes of a request that has several files are those of its first files. */
function spread(batch: readonly Outgoing[], bytes: number, files: TransferFiles): void {
  let left = bytes;
  for (const { index, sizeBytes } of batch) {
    const doneBytes = Math.min(sizeBytes, left);
    if (files.get(index).doneBytes !== doneBytes) files.set(index, { doneBytes });
    left -= doneBytes;
  }
}
