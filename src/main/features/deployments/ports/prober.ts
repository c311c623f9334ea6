// How a new release is asked whether it is ready.
import type { Duplex } from 'node:stream';

/** `hasAnswered`: something spoke, though not as a healthy application does. */
export type ProbeResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly hasAnswered: boolean };

/**
 * One attempt from outside the container. TCP: connected, and somebody listens inside (Docker's proxy accepts for ports where nobody
 * does); where that cannot be seen, still open a moment later.
 */
export interface Prober {
  probe(target: {
    readonly address: string;
    readonly port: number;
    /** How the port is reached where it is not at `address`. */
    readonly connect?: (() => Duplex) | undefined;
    readonly httpPath: string | null;
    /** How long an answer may take, ms. */
    readonly timeoutMs: number;
    /** Null: it cannot be seen. */
    readonly isListening: () => Promise<boolean | null>;
    readonly signal: AbortSignal;
  }): Promise<ProbeResult>;
}
