// Makes the checks when their results have become old, remembers what they found, and says what changed.
import type { AppEvent } from '../../../contract/events.ts';
import type { Finding, FindingStatus } from '../../../contract/health.ts';
import { diffFindings } from './changes.ts';
import type { Clock, Fix, HealthCheck, HealthHistory, Observation } from './ports.ts';

export interface MonitorDeps {
  readonly checks: readonly HealthCheck[];
  readonly history: HealthHistory;
  readonly clock: Clock;
  readonly publish: (event: AppEvent) => void;
  readonly warn: (message: string, context: Readonly<Record<string, unknown>>) => void;
}

interface Result {
  readonly at: number;
  readonly found: readonly Observation[];
}

/** A check that hangs must not keep the others from being made. */
const PATIENCE_MS = 20_000;
/** Nothing is looked at more often by itself. */
const SHORTEST_PAUSE_MS = 30_000;
/** What an event was about has happened by then, and many events are looked at once. */
const AFTER_EVENT_MS = 1_500;

export function createMonitor({ checks, history, clock, publish, warn }: MonitorDeps) {
  const results = new Map<string, Result>();
  const underWay = new Map<string, Promise<void>>();
  const known = new Map(history.last());
  const due = new Set<HealthCheck>();
  let told = '';
  let alarm = new AbortController();

  async function make(check: HealthCheck, signal: AbortSignal): Promise<readonly Observation[]> {
    if (check.applies?.() === false) {
      return [];
    }
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      return await untilAborted(check.check(patience), patience);
    } catch (error) {
      signal.throwIfAborted();
      // One broken check must not hide what the others found.
      const problem = error instanceof Error ? error.message : String(error);
      const message = `This could not be checked: ${problem.replace(/\.$/, '')}.`;
      return [{ id: check.id, status: 'failed', message, hint: 'Check again; the log of miniPaaS says more.' }];
    }
  }

  /** Callers at the same time share one look. */
  function run(check: HealthCheck, signal: AbortSignal): Promise<void> {
    const current = underWay.get(check.id);
    if (current !== undefined) {
      return current;
    }
    const made = make(check, signal)
      .then((found) => remember(check, found))
      .finally(() => underWay.delete(check.id));
    underWay.set(check.id, made);
    return made;
  }

  function remember(check: HealthCheck, found: readonly Observation[]): void {
    const at = clock.now();
    results.set(check.id, { at, found });
    try {
      for (const { findingId, status, message } of diffFindings(check.id, known, found)) {
        history.add({ findingId, check: check.id, status, message, at });
        known.set(findingId, { check: check.id, status, message, at });
      }
    } catch (error) {
      // A full disk or a damaged database is just what is found here.
      warn('A change of health could not be recorded', { check: check.id, error });
    }
    tell();
  }

  function tell(): void {
    const all = [...results.values()].flatMap(({ found }) => found);
    const count = (status: FindingStatus): number => all.filter((each) => each.status === status).length;
    const [failed, warnings] = [count('failed'), count('warning')];
    const state = `${failed} ${warnings} ${all.map(({ id, message }) => `${id} ${message}`).join()}`;
    if (state !== told) {
      told = state;
      publish({ type: 'health', failed, warnings });
    }
  }

  /** Makes those whose results are older than `ageOf` says. */
  async function refresh(ageOf: (check: HealthCheck) => number, signal: AbortSignal): Promise<void> {
    const now = clock.now();
    const old = checks.filter((check) => now - (results.get(check.id)?.at ?? Number.NEGATIVE_INFINITY) >= ageOf(check));
    await Promise.all(old.map((check) => run(check, signal)));
  }

  function findings(): Finding[] {
    return checks.flatMap((check) => {
      const result = results.get(check.id);
      return (result?.found ?? []).map((observation) => view(check, observation, result?.at ?? clock.now()));
    });
  }

  function view(check: HealthCheck, { id, status, message, hint, fixes = [] }: Observation, at: number): Finding {
    const since = known.get(id);
    return {
      id,
      check: check.id,
      status,
      message,
      hint,
      since: since === undefined || since.status !== status ? null : new Date(since.at).toISOString(),
      checkedAt: new Date(at).toISOString(),
      fixes: fixes.map((fix) => ({ id: fix.id, label: fix.label, removes: [...fix.removes] })),
    };
  }

  return {
    refresh,
    findings,
    isFailing: (): boolean =>
      [...results.values()].some(({ found }) => found.some(({ status }) => status === 'failed')),
    /** The check that offers the fix now, and the fix. */
    fixOf(id: string): { readonly check: HealthCheck; readonly fix: Fix } | null {
      for (const check of checks) {
        const fix = results
          .get(check.id)
          ?.found.flatMap(({ fixes = [] }) => fixes)
          .find((each) => each.id === id);
        if (fix !== undefined) {
          return { check, fix };
        }
      }
      return null;
    },
    /** A look that began before the call may have missed what the call is about. */
    async runAnew(check: HealthCheck, signal: AbortSignal): Promise<void> {
      await underWay.get(check.id)?.catch(() => undefined);
      await run(check, signal);
    },
    /** Checks that look at what the event is about are made soon. */
    onEvent({ type }: AppEvent): void {
      const wanted = checks.filter(({ after = [] }) => after.includes(type));
      if (wanted.length === 0) {
        return;
      }
      const isFirst = due.size === 0;
      for (const check of wanted) {
        due.add(check);
      }
      if (isFirst) {
        clock.sleep(AFTER_EVENT_MS, alarm.signal).then(
          () => {
            const now = [...due];
            due.clear();
            void Promise.all(now.map((check) => run(check, alarm.signal))).catch(() => undefined);
          },
          () => undefined,
        );
      }
    },
    /** Goes on until the returned function is called; resolves when nothing is under way. */
    start(firstAfterMs: number): () => Promise<void> {
      alarm = new AbortController();
      const { signal } = alarm;
      const running = (async () => {
        await clock.sleep(firstAfterMs, signal);
        for (;;) {
          await refresh(({ everyMs }) => everyMs, signal);
          const now = clock.now();
          const next = Math.min(...checks.map(({ id, everyMs }) => (results.get(id)?.at ?? now) + everyMs));
          await clock.sleep(Math.max(SHORTEST_PAUSE_MS, next - now), signal);
        }
        // Ends with the stop, which is no error.
      })().catch(() => undefined);
      return async () => {
        alarm.abort();
        await running;
        await Promise.allSettled(underWay.values());
      };
    },
  };
}

/** Where a check does not heed its signal, its result comes too late. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('it took too long'));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
