// How an application behaves that a fake image holds.

export interface FakeApp {
  /** What a command does that is run in place of it; it succeeds at once where left out. */
  readonly command?: Pick<FakeApp, 'exits' | 'prints'>;
  /** Ports it listens on, and those on localhost only. */
  readonly listens?: readonly number[];
  readonly localhostOnly?: readonly number[];
  /** Status for every path. */
  readonly answers?: number;
  /** Ms from its start until it listens. */
  readonly readyAfterMs?: number;
  /** It ends after this time with this code. */
  readonly exits?: { readonly afterMs: number; readonly code: number; readonly isOutOfMemory?: boolean };
  /** What it prints when it is started. */
  readonly prints?: readonly string[];
  /** What it prints when it is stopped. */
  readonly farewell?: string;
  /** Memory: a limit below it is refused while it runs. */
  readonly usesBytes?: number;
  readonly exposes?: readonly number[];
  /** Its own HEALTHCHECK says this after `readyAfterMs`. */
  readonly healthCheck?: 'healthy' | 'unhealthy';
}

export const wellBehaved: FakeApp = { listens: [3000], exposes: [3000], prints: ['listening'] };
