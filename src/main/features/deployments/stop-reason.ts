// Why work on a deployment is aborted: the reason of its AbortSignal, so that whoever ends the row knows what to write.
import { assertNever } from '../../../contract/assert-never.ts';

export type StopKind = 'cancel' | 'shutdown';

export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly kind: StopKind;

  constructor(kind: StopKind) {
    super(describe(kind));
    this.kind = kind;
  }
}

/** Null when the signal has not been aborted, or for another reason than ours. */
export function stopKindOf(signal: AbortSignal): StopKind | null {
  return signal.aborted && signal.reason instanceof StopRequest ? signal.reason.kind : null;
}

function describe(kind: StopKind): string {
  switch (kind) {
    case 'cancel':
      return 'The deployment was cancelled.';
    case 'shutdown':
      return 'miniPaaS is being stopped.';
    default:
      return assertNever(kind);
  }
}
