/** The uploads of this page. They live beside the pages of the dashboard, so that going from one to another stops nothing. */
import type { ConflictDecision, Transfer, TransferFilePage, TransferId } from '../../../../contract/transfers.ts';
import { createGate } from '../../../../transfer/gate.ts';
import type { LocalTree } from '../../../../transfer/uplink.ts';
import {
  createUploadRun,
  isUnderWay,
  type NamedDecision,
  type UploadRun,
  type UploadRunDeps,
  type UploadTarget,
} from '../../../../transfer/upload-run.ts';

export interface UploadsDeps extends Omit<UploadRunDeps<File>, 'gate' | 'onChange'> {
  readonly createId: () => TransferId;
  /** Runs once, soon: what changed many times is drawn once. */
  readonly schedule: (run: () => void) => void;
}

export interface Uploads {
  readonly subscribe: (listener: () => void) => () => void;
  /** Newest first. */
  readonly getSnapshot: () => readonly Transfer[];
  readonly begin: (target: UploadTarget, collect: (signal: AbortSignal) => Promise<LocalTree<File>>) => TransferId;
  readonly files: (id: TransferId, offset: number, limit: number) => TransferFilePage;
  readonly decide: (id: TransferId, named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly cancel: (id: TransferId) => void;
  readonly retry: (id: TransferId) => void;
  readonly dismiss: (id: TransferId) => void;
}

/** Requests under way at once, over all uploads: more would only share the same line. */
const REQUESTS_AT_ONCE = 2;

export function createUploads({ createId, schedule, ...deps }: UploadsDeps): Uploads {
  const gate = createGate(REQUESTS_AT_ONCE);
  const transfers = new Map<TransferId, UploadRun>();
  const listeners = new Set<() => void>();
  let snapshot: readonly Transfer[] = [];
  let isScheduled = false;

  const redraw = () => {
    isScheduled = false;
    snapshot = [...transfers.values()].map((transfer) => transfer.snapshot()).toReversed();
    for (const listener of [...listeners]) listener();
  };
  const onChange = () => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(redraw);
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    begin(target, collect) {
      const id = createId();
      transfers.set(id, createUploadRun(id, target, collect, { ...deps, gate, onChange }));
      onChange();
      return id;
    },
    files: (id, offset, limit) => transfers.get(id)?.files(offset, limit) ?? { files: [], total: 0 },
    decide: (id, named, rest) => transfers.get(id)?.decide(named, rest),
    cancel: (id) => transfers.get(id)?.cancel(),
    retry: (id) => transfers.get(id)?.retry(),
    dismiss(id) {
      const transfer = transfers.get(id);
      if (transfer === undefined || isUnderWay(transfer.snapshot().status)) return;
      transfers.delete(id);
      onChange();
    },
  };
}
