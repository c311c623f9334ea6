// Transfers between this machine's disk and volumes, for whoever sits at it: rows that go on while no window is open and after the
// program was restarted.
import { randomBytes } from 'node:crypto';
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { ConflictDecision, Transfer, TransferFilePage, TransferId } from '../../../contract/transfers.ts';
import { createGate } from '../../../transfer/gate.ts';
import { createUploadRun, isUnderWay, type NamedDecision } from '../../../transfer/upload-run.ts';
import { createDownloadRun, folderOf } from './download-run.ts';
import { createChanges } from './changes.ts';
import { endedRun, endOf } from './ended-run.ts';
import type { LocalDisk, TransferClock, TransferRow, TransferStore, TransferVolumes } from './ports.ts';
import type { Run } from './run.ts';
import { createVolumeUplink } from './volume-uplink.ts';

export interface TransfersDeps {
  readonly store: TransferStore;
  readonly disk: LocalDisk;
  readonly volumes: TransferVolumes;
  readonly clock: TransferClock;
}

interface ById {
  readonly id: TransferId;
}

/** Requests to engines under way at once, over all transfers. */
const STEPS_AT_ONCE = 2;
/** Ended ones that are kept to be looked at. */
const KEPT = 50;
const pauses = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

export type Transfers = ReturnType<typeof createTransfers>;

export function createTransfers({ store, disk, volumes, clock }: TransfersDeps) {
  const runs = new Map<TransferId, Run>();
  const changes = createChanges(clock);
  const gate = createGate(STEPS_AT_ONCE);
  const uplink = createVolumeUplink({ disk, volumes });
  /** What the person dropped on the program or chose in its dialogs: nothing else is read or written. */
  const granted = new Set<string>();
  const lifetime = new AbortController();

  const whenOnline = (attempt: number, signal: AbortSignal): Promise<void> =>
    clock.sleep(pauses[Math.min(attempt, pauses.length) - 1] ?? 0, AbortSignal.any([signal, lifetime.signal]));

  function beginRun(row: TransferRow, isAgain: boolean): Run {
    const projectId = volumes.projectOf(row.volumeId);
    const common = { gate, whenOnline, now: clock.now, describe: toErrorBody, onChange: () => changed(row.id) };
    if (row.direction === 'download') {
      return createDownloadRun(
        { ...row, projectId, localFolder: row.localFolder ?? '' },
        { ...common, disk, volumes, onNames: (names) => store.saveNames(row.id, names) },
      );
    }
    return createUploadRun(
      row.id,
      { projectId, volumeId: row.volumeId, folder: row.folder },
      (signal) => disk.walk(row.paths, signal),
      {
        ...common,
        uplink,
        earlier: isAgain ? { createdAt: new Date(row.createdAt).toISOString(), answer: row.answer } : undefined,
        onAnswer: (answer) => store.saveAnswer(row.id, answer),
      },
    );
  }

  /** The row follows: what has ended is written down, so that it does not begin again with the program. */
  function changed(id: TransferId): void {
    changes.tell();
    const run = runs.get(id);
    if (run === undefined || lifetime.signal.aborted) return;
    const snapshot = run.snapshot();
    if (!isUnderWay(snapshot.status)) store.saveEnd(id, endOf(snapshot, clock.now()));
  }

  function take(row: TransferRow): Transfer {
    store.insert(row);
    const run = beginRun(row, false);
    runs.set(row.id, run);
    forgetOldest();
    changes.tell();
    return run.snapshot();
  }

  function forgetOldest(): void {
    const ended = [...runs].filter(([, run]) => !isUnderWay(run.snapshot().status));
    for (const [id] of ended.slice(0, Math.max(0, ended.length - KEPT))) forget(id);
  }

  function forget(id: TransferId): void {
    runs.delete(id);
    store.remove(id);
    changes.tell();
  }

  function runOf({ id }: ById, caller: Caller): Run {
    mustBeHere(caller);
    const run = runs.get(id);
    if (run === undefined) throw new AppError('NOT_FOUND', { what: `transfer ${id}` });
    return run;
  }

  function mustBeGranted(paths: readonly string[]): void {
    const foreign = paths.find((path) => !granted.has(path));
    if (foreign !== undefined) throw new AppError('LOCAL_PATH_NOT_GIVEN', { path: foreign });
  }

  const newRow = (volumeId: VolumeId): Pick<TransferRow, 'id' | 'volumeId' | 'createdAt' | 'answer' | 'ended'> => ({
    id: newId(),
    volumeId,
    createdAt: clock.now(),
    answer: null,
    ended: null,
  });

  return {
    async list({ version, waitMs }: { readonly version: number; readonly waitMs: number }, caller: Caller) {
      mustBeHere(caller);
      const now = await changes.wait(version, waitMs, caller.signal);
      return { version: now, transfers: [...runs.values()].map((run) => run.snapshot()).toReversed() };
    },
    files: (input: ById & { readonly offset: number; readonly limit: number }, caller: Caller): TransferFilePage =>
      runOf(input, caller).files(input.offset, input.limit),

    upload(
      { volumeId, folder, paths }: { readonly volumeId: VolumeId; readonly folder: string; readonly paths: string[] },
      caller: Caller,
    ): Transfer {
      mustBeHere(caller);
      mustBeGranted(paths);
      volumes.projectOf(volumeId);
      return take({ ...newRow(volumeId), direction: 'upload', paths, folder, localFolder: null, localNames: [] });
    },
    download(
      input: { readonly volumeId: VolumeId; readonly paths: string[]; readonly localFolder: string },
      caller: Caller,
    ): Transfer {
      const { volumeId, paths, localFolder } = input;
      mustBeHere(caller);
      mustBeGranted([localFolder]);
      volumes.projectOf(volumeId);
      return take({
        ...newRow(volumeId),
        direction: 'download',
        paths,
        folder: folderOf(paths),
        localFolder,
        localNames: [],
      });
    },
    decide(
      input: ById & { readonly decisions: readonly NamedDecision[]; readonly rest: ConflictDecision },
      caller: Caller,
    ): Transfer {
      const run = runOf(input, caller);
      run.decide?.(input.decisions, input.rest);
      return run.snapshot();
    },
    cancel(input: ById, caller: Caller): Transfer {
      const run = runOf(input, caller);
      run.cancel();
      return run.snapshot();
    },
    retry(input: ById, caller: Caller): Transfer {
      const run = runOf(input, caller);
      if (isUnderWay(run.snapshot().status)) return run.snapshot();
      store.saveEnd(input.id, null);
      run.retry();
      return run.snapshot();
    },
    dismiss(input: ById, caller: Caller): { id: TransferId } {
      const { status } = runOf(input, caller).snapshot();
      if (isUnderWay(status)) throw new AppError('TRANSFER_UNDER_WAY', {});
      forget(input.id);
      return { id: input.id };
    },

    /** The person dropped these on the window, or chose them in a dialog of the program. */
    grant(paths: readonly string[]): void {
      for (const path of paths) granted.add(path);
    },
    /** Goes on with what the last run of the program did not end. */
    start(): void {
      for (const row of store.list()) {
        const { ended } = row;
        const begin = (): Run => beginRun(row, true);
        runs.set(
          row.id,
          ended === null
            ? begin()
            : endedRun(
                row,
                ended,
                volumes.projectOf(row.volumeId),
                (run) => {
                  runs.set(row.id, run);
                },
                begin,
              ),
        );
      }
    },
    /** Rows that are under way stay so: they go on with the next run of the program. */
    stop(): void {
      lifetime.abort(new Error('The program stops.'));
      for (const run of runs.values()) run.stop();
      changes.tell();
    },
  };
}

/** Files of this machine are for whoever sits at it. */
function mustBeHere({ shell }: Caller): void {
  if (shell !== 'desktop')
    throw new AppError('FORBIDDEN', { action: 'read or write files of the machine miniPaaS runs on' });
}

function newId(): TransferId {
  return [...randomBytes(16)].map((byte) => (byte % 36).toString(36)).join('') as TransferId;
}
