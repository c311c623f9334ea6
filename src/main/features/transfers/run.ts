import type { ConflictDecision, Transfer, TransferFilePage } from '../../../contract/transfers.ts';
import type { NamedDecision } from '../../../transfer/upload-run.ts';

/** One transfer as it is asked and told, whatever runs behind it. */
export interface Run {
  readonly snapshot: () => Transfer;
  readonly files: (offset: number, limit: number) => TransferFilePage;
  readonly decide?: (named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly cancel: () => void;
  readonly retry: () => void;
  readonly stop: () => void;
}
