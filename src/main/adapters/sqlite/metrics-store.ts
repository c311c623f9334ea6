import type { HostId, ProjectId } from '../../../contract/ids.ts';
import { type Bucket, type StepSeconds, steps } from '../../features/metrics/ports/steps.ts';
import type { MetricsStore, Subject } from '../../features/metrics/ports.ts';
import { atomic, type Db } from './db.ts';

/** Of a step, in the order of the columns below. Added up; the highest; the last of those that measured. */
const sums = [
  ['seconds', 'seconds'],
  ['cpuMs', 'cpu_ms'],
  ['cpuPeriods', 'cpu_periods'],
  ['cpuThrottledPeriods', 'cpu_throttled_periods'],
  ['memoryByteSeconds', 'memory_byte_seconds'],
  ['networkIn', 'network_in'],
  ['networkOut', 'network_out'],
  ['diskRead', 'disk_read'],
  ['diskWritten', 'disk_written'],
  ['restarts', 'restarts'],
  ['outOfMemory', 'out_of_memory'],
  ['responses1xx', 'responses_1xx'],
  ['responses2xx', 'responses_2xx'],
  ['responses3xx', 'responses_3xx'],
  ['responses4xx', 'responses_4xx'],
  ['responses5xx', 'responses_5xx'],
] as const satisfies readonly (readonly [keyof Bucket, string])[];
const peaks = [
  ['cpuPeak', 'cpu_peak'],
  ['memoryPeak', 'memory_peak'],
  ['hasDisk', 'has_disk'],
  ['processesPeak', 'processes_peak'],
  ['hasRequests', 'has_requests'],
] as const satisfies readonly (readonly [keyof Bucket, string])[];
const latest = [
  ['cpuLimit', 'cpu_limit'],
  ['memoryLimit', 'memory_limit'],
] as const satisfies readonly (readonly [keyof Bucket, string])[];
const values = [...sums, ...peaks, ...latest];
const selected = ['at', ...values.map(([name, column]) => `${column} as ${name}`)].join(', ');

interface Table {
  readonly name: string;
  readonly key: string;
  readonly parent: string;
}

const tables: Readonly<Record<Subject['kind'], Table>> = {
  project: { name: 'project_metrics', key: 'project_id', parent: 'projects' },
  host: { name: 'host_metrics', key: 'host_id', parent: 'hosts' },
};

export function createMetricsStore(db: Db): MetricsStore {
  const prepared = { project: prepare(db, tables.project), host: prepare(db, tables.host) };
  const selectOutOfMemory = db.prepare<[number], { readonly id: ProjectId; readonly at: number }>(
    `select project_id as id, max(at) as at from project_metrics indexed by project_metrics_out_of_memory
     where out_of_memory > 0 and at >= ? group by project_id`,
  );

  return {
    add: atomic(db, (additions: Parameters<MetricsStore['add']>[0]): void => {
      for (const { subject, step, bucket } of additions) {
        prepared[subject.kind].add.run({ ...bucket, id: subject.id, step });
      }
    }),
    read: ({ kind, id }, step, from, to) => prepared[kind].read.all(id, step, from, to),
    oldest({ kind, id }) {
      const oldestOf = (step: StepSeconds): number | null => prepared[kind].oldest.get(id, step) ?? null;
      const long = oldestOf(900);
      // Shorter steps are kept for a shorter time, but say more exactly when the first one began.
      const exact = steps.map(oldestOf).find((at) => at !== null && long !== null && at < long + 900_000);
      return exact ?? long;
    },
    outOfMemorySince: (since) => new Map(selectOutOfMemory.all(since).map(({ id, at }) => [id, at])),
    removeBefore: (step, before) =>
      prepared.project.remove.run(step, before).changes + prepared.host.remove.run(step, before).changes,
  };
}

function prepare(db: Db, { name, key, parent }: Table) {
  const columns = [key, 'step', 'at', ...values.map(([, column]) => column)];
  const bound = ['id', 'step', 'at', ...values.map(([value]) => value)].map((value) => `@${value}`);
  const updates = [
    ...sums.map(([, column]) => `${column} = ${column} + excluded.${column}`),
    ...peaks.map(([, column]) => `${column} = max(${column}, excluded.${column})`),
    // A step that only something else is added to (requests) leaves them.
    ...latest.map(([, column]) => `${column} = iif(excluded.seconds > 0, excluded.${column}, ${column})`),
  ];
  return {
    // What was measured of a project that was deleted meanwhile goes nowhere.
    add: db.prepare<Bucket & { readonly id: ProjectId | HostId; readonly step: StepSeconds }>(
      `insert into ${name} (${columns.join(', ')})
       select ${bound.join(', ')} where exists (select 1 from ${parent} where id = @id)
       on conflict do update set ${updates.join(', ')}`,
    ),
    read: db.prepare<[ProjectId | HostId, StepSeconds, number, number], Bucket>(
      `select ${selected} from ${name} where ${key} = ? and step = ? and at >= ? and at < ? order by at`,
    ),
    oldest: db
      .prepare<[ProjectId | HostId, StepSeconds], number | null>(
        `select min(at) from ${name} where ${key} = ? and step = ?`,
      )
      .pluck(),
    remove: db.prepare<[StepSeconds, number]>(
      `delete from ${name} where ${key} in (select id from ${parent}) and step = ? and at < ?`,
    ),
  };
}
