import type { FindingStatus, HealthEvent } from '../../../contract/health.ts';
import type { HealthHistory } from '../../features/health/ports.ts';
import type { Db } from './db.ts';

interface RawEvent {
  readonly id: number;
  readonly findingId: string;
  readonly check: string;
  readonly status: FindingStatus;
  readonly message: string;
  readonly at: number;
}

export interface HealthStore extends HealthHistory {
  /** Rows that are older, and not the last of a finding that is not fine. */
  countOld(before: number): number;
  removeOld(before: number): number;
}

export function createHealthStore(db: Db): HealthStore {
  const selectLast = db.prepare<[], RawEvent>(
    `select id, finding_id as findingId, check_id as "check", status, message, at from health_events
     where id in (select max(id) from health_events group by finding_id)`,
  );
  const insert = db.prepare<[string, string, FindingStatus, string, number]>(
    'insert into health_events (finding_id, check_id, status, message, at) values (?, ?, ?, ?, ?)',
  );
  const selectPage = db.prepare<[number, number], RawEvent>(
    `select id, finding_id as findingId, check_id as "check", status, message, at from health_events
     where id < ? order by id desc limit ?`,
  );
  const old = `at < ? and not (status <> 'ok' and id in (select max(id) from health_events group by finding_id))`;
  const countOld = db.prepare<[number], number>(`select count(*) from health_events where ${old}`).pluck();
  const deleteOld = db.prepare<[number]>(`delete from health_events where ${old}`);

  return {
    last: () =>
      new Map(
        selectLast
          .all()
          .map(({ findingId, check, status, message, at }) => [findingId, { check, status, message, at }]),
      ),
    add({ findingId, check, status, message, at }) {
      insert.run(findingId, check, status, message, at);
    },
    list: ({ limit, beforeId }) =>
      selectPage
        .all(beforeId ?? Number.MAX_SAFE_INTEGER, limit)
        .map((raw): HealthEvent => ({ ...raw, at: new Date(raw.at).toISOString() })),
    countOld: (before) => countOld.get(before) ?? 0,
    removeOld: (before) => deleteOld.run(before).changes,
  };
}
