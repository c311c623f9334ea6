// Health and clean-up of the world in memory: findings that a test sets, fixes that do what they say.
import { AppError } from '../../../src/contract/app-error.ts';
import type { CleanupItem, CleanupResult } from '../../../src/contract/cleanup.ts';
import type { AppEvent } from '../../../src/contract/events.ts';
import type { DetailedHealth, Finding, HealthEvent } from '../../../src/contract/health.ts';
import { ago } from './data.ts';

export interface UpkeepState {
  findings: Finding[];
  readonly healthEvents: HealthEvent[];
  leftovers: CleanupItem[];
}

export const finding = (id: string, message: string, change: Partial<Finding> = {}): Finding => ({
  id,
  check: id.split(':')[0] ?? id,
  status: 'ok',
  message,
  hint: null,
  since: null,
  checkedAt: ago(20_000),
  fixes: [],
  ...change,
});

export function createUpkeepState(): UpkeepState {
  return {
    findings: [
      finding('engine:1', 'This machine: Docker 28.2.2 answers at unix:///var/run/docker.sock.'),
      finding('application', '3 applications run.'),
      finding('queue', 'The build queue moves.'),
      finding('database', 'The database can be read and written; it has 4.2 MB.'),
      finding('disk', '2.1 GB are free on the disk of the data folder.', {
        status: 'warning',
        hint: 'Delete what is not needed; docker system df shows what Docker uses.',
        since: ago(5_400_000),
      }),
    ],
    healthEvents: [],
    leftovers: [],
  };
}

export function upkeepServices(
  state: () => UpkeepState,
  publish: (event: AppEvent) => void,
  check: (call: string) => void,
) {
  const detailed = (): DetailedHealth => ({
    status: state().findings.some(({ status }) => status === 'failed') ? 'degraded' : 'ok',
    version: '0.1.0',
    startedAt: ago(7_200_000),
    findings: state().findings,
  });

  return {
    health: {
      get: () => {
        const { findings: _, ...health } = detailed();
        return health;
      },
      detailed,
      check: detailed,
      history: () => ({ items: state().healthEvents, nextCursor: null }),
      applyFix({ id, confirm }: { readonly id: string; readonly confirm?: readonly string[] | undefined }) {
        check('health.applyFix');
        const found = state().findings.find(({ fixes }) => fixes.some((fix) => fix.id === id));
        const fix = found?.fixes.find((each) => each.id === id);
        if (found === undefined || fix === undefined) throw new AppError('FIX_GONE', { fix: id });
        if (fix.removes.join() !== (confirm ?? []).join()) throw new AppError('FIX_CHANGED', { fix: fix.label });
        state().findings = state().findings.map((each) =>
          each === found ? finding(each.id, 'All is well again.') : each,
        );
        publish({ type: 'health', failed: 0, warnings: 0 });
        return { message: `${fix.label}: done.` };
      },
    },
    cleanup: {
      run({
        dryRun,
        keys,
      }: {
        readonly dryRun: boolean;
        readonly keys?: readonly string[] | undefined;
      }): CleanupResult {
        const items = state().leftovers.filter(({ key }) => keys === undefined || keys.includes(key));
        if (!dryRun) state().leftovers = state().leftovers.filter((item) => !items.includes(item));
        return { dryRun, items, sizeBytes: items.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0), kept: [] };
      },
    },
  };
}
