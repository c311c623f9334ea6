// From the lines of all runtime logs to rows: a detector for each log, and what they find counted together and written once a second, so
// that an application that fails a thousand times a second costs one row.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { createErrorDetector, type ErrorDetector, type SeenError, type SeenLine } from './detector.ts';
import { culpritOf, fingerprintOf } from './fingerprint.ts';
import type { ErrorClock, ErrorDiagnostics, Occurrences, Sample } from './ports.ts';

interface CollectorDeps {
  readonly clock: ErrorClock;
  readonly diagnostics: ErrorDiagnostics;
  /** Null: it is gone. */
  readonly projectOf: (id: DeploymentId) => ProjectId | null;
  readonly save: (all: readonly Occurrences[]) => void;
}

export interface ErrorCollector {
  /** Lines as they are stored: secrets are masked. Never throws. */
  observe(id: DeploymentId, lines: readonly SeenLine[]): void;
  /** Writes what is known, open stacks included. */
  close(): Promise<void>;
}

const TICK_MS = 1_000;
/** A stack is written at once; what did not come by then belongs to something else. */
const QUIET_MS = 2_000;
/** A log that is silent for so long is watched from anew. */
const FORGET_MS = 60_000;
const MAX_NEW_SAMPLES = 3;
const MAX_TYPE = 200;
const MAX_MESSAGE = 1_000;
const HOUR_MS = 3_600_000;

interface Watched {
  readonly projectId: ProjectId;
  readonly detector: ErrorDetector;
  seenAt: number;
}

interface Counting extends Omit<Occurrences, 'hours' | 'samples'> {
  readonly hours: Map<number, number>;
  samples: Sample[];
  count: number;
  firstAt: number;
  lastAt: number;
  message: string;
}

export function createErrorCollector({ clock, diagnostics, projectOf, save }: CollectorDeps): ErrorCollector {
  const watched = new Map<DeploymentId, Watched>();
  let waiting = new Map<string, Counting>();
  const closing = new AbortController();
  let ticking: Promise<void> | null = null;

  function watch(id: DeploymentId): Watched | null {
    const known = watched.get(id);
    if (known !== undefined) {
      return known;
    }
    const projectId = projectOf(id);
    if (projectId === null) {
      return null;
    }
    const made = { projectId, detector: createErrorDetector(), seenAt: 0 };
    watched.set(id, made);
    return made;
  }

  function count(id: DeploymentId, projectId: ProjectId, errors: readonly SeenError[]): void {
    for (const error of errors) {
      const fingerprint = fingerprintOf(error);
      const key = `${id} ${fingerprint}`;
      const { at, firstSeq, lastSeq, text } = error;
      const sample = { firstSeq, lastSeq, at, text };
      const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
      const known = waiting.get(key);
      if (known === undefined) {
        waiting.set(key, {
          projectId,
          deploymentId: id,
          fingerprint,
          language: error.language,
          type: error.head.type.slice(0, MAX_TYPE),
          message: error.head.message.slice(0, MAX_MESSAGE),
          culprit: culpritOf(error.frames),
          count: 1,
          firstAt: at,
          lastAt: at,
          hours: new Map([[hour, 1]]),
          samples: [sample],
        });
        continue;
      }
      known.count += 1;
      known.firstAt = Math.min(known.firstAt, at);
      known.lastAt = Math.max(known.lastAt, at);
      known.message = error.head.message.slice(0, MAX_MESSAGE);
      known.hours.set(hour, (known.hours.get(hour) ?? 0) + 1);
      known.samples = [...known.samples, sample].slice(-MAX_NEW_SAMPLES);
    }
  }

  function endQuiet(olderThan: number): void {
    const now = clock.now();
    for (const [id, { projectId, detector, seenAt }] of watched) {
      if (detector.isWaiting()) {
        count(id, projectId, detector.flush(now - olderThan));
      } else if (now - seenAt >= FORGET_MS) {
        watched.delete(id);
      }
    }
  }

  function write(): void {
    const all = [...waiting.values()];
    waiting = new Map();
    if (all.length > 0) {
      guarded(() => save(all));
    }
  }

  /** The log itself must be written whatever becomes of this. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      diagnostics.warn('Errors of an application could not be counted', { error });
    }
  }

  async function tick(): Promise<void> {
    while (!closing.signal.aborted && (waiting.size > 0 || isAnyWaiting())) {
      // Ends early with the end of the program, which writes what is left.
      await clock.sleep(TICK_MS, closing.signal).catch(() => undefined);
      if (!closing.signal.aborted) {
        guarded(() => endQuiet(QUIET_MS));
        write();
      }
    }
    ticking = null;
  }

  const isAnyWaiting = (): boolean => [...watched.values()].some(({ detector }) => detector.isWaiting());

  return {
    observe(id, lines) {
      guarded(() => {
        const log = watch(id);
        if (log === null) {
          return;
        }
        log.seenAt = clock.now();
        const errors = log.detector.push(lines, log.seenAt);
        if (errors.length > 0) {
          count(id, log.projectId, errors);
        }
        if (ticking === null && (waiting.size > 0 || log.detector.isWaiting())) {
          ticking = tick();
        }
      });
    },
    async close() {
      closing.abort();
      await ticking;
      guarded(() => endQuiet(0));
      write();
    },
  };
}
