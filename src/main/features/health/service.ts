import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { DetailedHealth, Health, HealthEvent } from '../../../contract/health.ts';
import { createMonitor, type MonitorDeps } from './monitor.ts';

export interface HealthDeps extends MonitorDeps {
  readonly version: string;
  readonly startedAt: number;
}

/** What is looked at by itself each minute costs next to nothing: whoever asks gets it fresh. */
const CHEAP_MS = 60_000;
const FRESH_MS = 2_000;
/** The start itself comes first. */
const FIRST_AFTER_MS = 5_000;

export function createHealth(deps: HealthDeps) {
  const { history } = deps;
  const monitor = createMonitor(deps);
  const base = { version: deps.version, startedAt: new Date(deps.startedAt).toISOString() };

  const summary = (): Health => ({ status: monitor.isFailing() ? 'degraded' : 'ok', ...base });
  const detailed = (): DetailedHealth => ({ ...summary(), findings: monitor.findings() });

  return {
    /** Cheap, for load balancers and scripts: the program answers; what it knows of itself already. */
    get: summary,
    async detailed(_input: undefined, { signal }: Pick<Caller, 'signal'>): Promise<DetailedHealth> {
      await monitor.refresh(({ everyMs }) => (everyMs <= CHEAP_MS ? FRESH_MS : everyMs), signal);
      return detailed();
    },
    async check(_input: undefined, { signal }: Pick<Caller, 'signal'>): Promise<DetailedHealth> {
      await monitor.refresh(() => 0, signal);
      return detailed();
    },
    history({ limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined }): {
      items: HealthEvent[];
      nextCursor: string | null;
    } {
      const items = [...history.list({ limit, beforeId: cursor === undefined ? null : toCursor(cursor) })];
      const last = items.length < limit ? undefined : items.at(-1);
      return { items, nextCursor: last === undefined ? null : String(last.id) };
    },
    async applyFix(
      { id, confirm }: { readonly id: string; readonly confirm?: readonly string[] | undefined },
      { signal }: Pick<Caller, 'signal'>,
    ): Promise<{ message: string }> {
      const offered = monitor.fixOf(id);
      if (offered === null) {
        throw new AppError('FIX_GONE', { fix: id });
      }
      if (offered.fix.removes.length > 0 && confirm === undefined) {
        const problem = `name what goes: ${offered.fix.removes.join(', ')}`;
        throw new AppError('VALIDATION_FAILED', { field: 'confirm', problem }, { field: 'confirm' });
      }
      // What it would remove is looked at anew: the list that was confirmed may be an hour old.
      if (offered.fix.removes.length > 0) {
        await monitor.runAnew(offered.check, signal);
      }
      const fix = monitor.fixOf(id)?.fix;
      if (fix === undefined) {
        throw new AppError('FIX_GONE', { fix: offered.fix.label });
      }
      if (!isSame(fix.removes, confirm ?? [])) {
        throw new AppError('FIX_CHANGED', { fix: fix.label });
      }
      const message = await fix.apply(signal);
      await monitor.runAnew(offered.check, signal);
      return { message };
    },

    onEvent: monitor.onEvent,
    /** The returned function stops it. */
    start: (): (() => Promise<void>) => monitor.start(FIRST_AFTER_MS),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.toSorted().join('\n') === b.toSorted().join('\n');
}

function toCursor(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new AppError('VALIDATION_FAILED', { field: 'cursor', problem: 'it is not one of ours' }, { field: 'cursor' });
  }
  return id;
}
