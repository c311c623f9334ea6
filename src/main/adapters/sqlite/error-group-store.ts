import {
  type ErrorGroup,
  type ErrorGroupStatus,
  type ErrorLanguage,
  MAX_ERROR_GROUPS,
  MAX_ERROR_SAMPLES,
} from '../../../contract/error-groups.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import type { ErrorGroupStore, Occurrences, Recorded } from '../../features/error-groups/ports.ts';
import { atomic, type Db } from './db.ts';

interface RawGroup {
  readonly id: ErrorGroupId;
  readonly projectId: ProjectId;
  readonly language: ErrorLanguage;
  readonly type: string;
  readonly message: string;
  readonly culprit: string | null;
  readonly status: ErrorGroupStatus;
  readonly count: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly firstDeploymentId: DeploymentId;
  readonly lastDeploymentId: DeploymentId;
  readonly statusChangedAt: number | null;
  readonly resolvedAfterDeploymentId: DeploymentId | null;
  readonly reopenedAt: number | null;
  readonly reopenedIn: DeploymentId | null;
}

interface RawCount {
  readonly id: ErrorGroupId;
  readonly hour: number;
  readonly count: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = 24;
const DAYS = 30;
/** A group seen since then makes no place for a new one. */
const LATELY_MS = HOUR_MS;

const columns = `id, project_id as projectId, language, type, message, culprit, status, count, first_seen_at as firstSeenAt,
  last_seen_at as lastSeenAt, first_deployment_id as firstDeploymentId, last_deployment_id as lastDeploymentId,
  status_changed_at as statusChangedAt, resolved_after as resolvedAfterDeploymentId, reopened_at as reopenedAt,
  reopened_in as reopenedIn`;

export function createErrorGroupStore(db: Db): ErrorGroupStore {
  const find = db.prepare<[ProjectId, string], RawGroup>(
    `select ${columns} from error_groups where project_id = ? and fingerprint = ?`,
  );
  const insert = db
    .prepare<[Omit<Occurrences, 'hours' | 'samples'>], ErrorGroupId>(
      `insert into error_groups (project_id, fingerprint, language, type, message, culprit, count, first_seen_at, last_seen_at,
         first_deployment_id, last_deployment_id)
       values (@projectId, @fingerprint, @language, @type, @message, @culprit, @count, @firstAt, @lastAt, @deploymentId,
         @deploymentId) returning id`,
    )
    .pluck();
  const update = db.prepare<[Omit<Occurrences, 'hours' | 'samples'> & { readonly id: ErrorGroupId }]>(
    `update error_groups set message = @message, culprit = coalesce(@culprit, culprit), count = count + @count,
       first_seen_at = min(first_seen_at, @firstAt), last_seen_at = max(last_seen_at, @lastAt),
       last_deployment_id = max(last_deployment_id, @deploymentId) where id = @id`,
  );
  const reopen = db.prepare<[number, DeploymentId, ErrorGroupId]>(
    `update error_groups set status = 'open', status_changed_at = null, resolved_after = null, reopened_at = ?,
       reopened_in = ? where id = ?`,
  );
  const countGroups = db.prepare<[ProjectId], number>('select count(*) from error_groups where project_id = ?').pluck();
  const makePlace = db.prepare<[ProjectId, number]>(
    `delete from error_groups where id = (select id from error_groups where project_id = ? and last_seen_at < ?
       order by case status when 'resolved' then 0 when 'open' then 1 else 2 end, last_seen_at limit 1)`,
  );
  const drop = db.prepare<[ProjectId, number]>(
    `insert into error_projects (project_id, dropped_count) values (?, ?)
     on conflict (project_id) do update set dropped_count = dropped_count + excluded.dropped_count`,
  );
  const addCount = db.prepare<[ErrorGroupId, number, number]>(
    `insert into error_counts (group_id, hour, count) values (?, ?, ?)
     on conflict (group_id, hour) do update set count = count + excluded.count`,
  );
  const addRelease = db.prepare<[ErrorGroupId, DeploymentId, number, number, number]>(
    `insert into error_releases (group_id, deployment_id, count, first_seen_at, last_seen_at) values (?, ?, ?, ?, ?)
     on conflict (group_id, deployment_id) do update set count = count + excluded.count,
       first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
  );
  const addSample = db.prepare<[ErrorGroupId, DeploymentId, number, number, number, string]>(
    'insert into error_samples (group_id, deployment_id, first_seq, last_seq, at, text) values (?, ?, ?, ?, ?, ?)',
  );
  const trimSamples = db.prepare<[ErrorGroupId, ErrorGroupId, number]>(
    `delete from error_samples where group_id = ? and id <=
       (select id from error_samples where group_id = ? order by id desc limit 1 offset ?)`,
  );
  const selectOne = db.prepare<[ErrorGroupId], RawGroup>(`select ${columns} from error_groups where id = ?`);
  const selectAll = db.prepare<[{ readonly id: ProjectId; readonly status: ErrorGroupStatus | null }], RawGroup>(
    `select ${columns} from error_groups where project_id = @id and (@status is null or status = @status)
     order by last_seen_at desc, id desc`,
  );
  const countsOf = db.prepare<[ErrorGroupId, number], RawCount>(
    'select group_id as id, hour, count from error_counts where group_id = ? and hour >= ?',
  );
  const countsOfProject = db.prepare<[ProjectId, number], RawCount>(
    `select c.group_id as id, c.hour, c.count from error_counts c join error_groups g on g.id = c.group_id
     where g.project_id = ? and c.hour >= ?`,
  );
  const byStatus = db.prepare<[ProjectId], { readonly status: ErrorGroupStatus; readonly count: number }>(
    'select status, count(*) as count from error_groups where project_id = ? group by status',
  );
  const releasesOf = db.prepare<
    [ErrorGroupId],
    { deploymentId: DeploymentId; count: number; firstSeenAt: number; lastSeenAt: number }
  >(
    `select deployment_id as deploymentId, count, first_seen_at as firstSeenAt, last_seen_at as lastSeenAt
     from error_releases where group_id = ? order by deployment_id desc limit 100`,
  );
  const samplesOf = db.prepare<
    [ErrorGroupId],
    { deploymentId: DeploymentId; firstSeq: number; lastSeq: number; at: number; text: string }
  >(
    `select deployment_id as deploymentId, first_seq as firstSeq, last_seq as lastSeq, at, text
     from error_samples where group_id = ? order by id desc`,
  );
  const setStatus = db.prepare<[{ status: string; at: number | null; after: DeploymentId | null; id: ErrorGroupId }]>(
    `update error_groups set status = @status, status_changed_at = @at, resolved_after = @after,
       reopened_at = case when @status = 'open' then reopened_at end, reopened_in = case when @status = 'open' then reopened_in end
     where id = @id`,
  );
  const ofProject = db.prepare<[ProjectId], { readonly isOn: number; readonly dropped: number }>(
    'select are_notifications_on as isOn, dropped_count as dropped from error_projects where project_id = ?',
  );
  const setNotifications = db.prepare<[ProjectId, number]>(
    `insert into error_projects (project_id, are_notifications_on) values (?, ?)
     on conflict (project_id) do update set are_notifications_on = excluded.are_notifications_on`,
  );
  const removeGroups = db.prepare<[number]>(`delete from error_groups where last_seen_at < ? and status <> 'ignored'`);
  const forgetDropped = db.prepare<[]>('update error_projects set dropped_count = 0');
  const removeCounts = db.prepare<[number]>('delete from error_counts where hour < ?');

  function recordOne(each: Occurrences, now: number): Recorded {
    const { hours, samples, ...row } = each;
    const known = find.get(each.projectId, each.fingerprint);
    if (known === undefined && !hasPlace(each.projectId, now)) {
      drop.run(each.projectId, each.count);
      return { kind: 'dropped' };
    }
    const id = known?.id ?? insert.get(row);
    if (id === undefined) {
      throw new Error('A group was not written');
    }
    if (known !== undefined) {
      update.run({ ...row, id });
    }
    for (const [hour, count] of hours) {
      addCount.run(id, hour, count);
    }
    addRelease.run(id, each.deploymentId, each.count, each.firstAt, each.lastAt);
    for (const { firstSeq, lastSeq, at, text } of samples) {
      addSample.run(id, each.deploymentId, firstSeq, lastSeq, at, text);
    }
    trimSamples.run(id, id, MAX_ERROR_SAMPLES);
    if (known === undefined) {
      return { kind: 'new', id, status: 'open' };
    }
    if (isBack(known, each)) {
      reopen.run(each.lastAt, each.deploymentId, id);
      return { kind: 'reopened', id, status: 'open' };
    }
    return { kind: 'known', id, status: known.status };
  }

  function hasPlace(id: ProjectId, now: number): boolean {
    return (countGroups.get(id) ?? 0) < MAX_ERROR_GROUPS || makePlace.run(id, now - LATELY_MS).changes > 0;
  }

  return {
    record: atomic(db, (all: readonly Occurrences[], now: number) => all.map((each) => recordOne(each, now))),
    list(id, status, now) {
      const counts = Map.groupBy(countsOfProject.all(id, firstHour(now)), (count) => count.id);
      return selectAll.all({ id, status }).map((raw) => groupOf(raw, counts.get(raw.id) ?? [], now));
    },
    counts: (id) => ({
      open: 0,
      resolved: 0,
      ignored: 0,
      ...Object.fromEntries(byStatus.all(id).map(({ status, count }) => [status, count])),
    }),
    droppedCount: (id) => ofProject.get(id)?.dropped ?? 0,
    get(id, now) {
      const raw = selectOne.get(id);
      if (raw === undefined) {
        return null;
      }
      const today = Math.floor(now / DAY_MS) * DAY_MS;
      const since = today - (DAYS - 1) * DAY_MS;
      const counts = countsOf.all(id, Math.min(since, firstHour(now)));
      return {
        ...groupOf(raw, counts, now),
        days: buckets(counts, since, DAY_MS, DAYS),
        releases: releasesOf
          .all(id)
          .map((each) => ({ ...each, firstSeenAt: iso(each.firstSeenAt), lastSeenAt: iso(each.lastSeenAt) })),
        samples: samplesOf.all(id).map((each) => ({ ...each, at: iso(each.at) })),
      };
    },
    setStatus: (id, status, at, after) => void setStatus.run({ id, status, at: status === 'open' ? null : at, after }),
    areNotificationsOn: (id) => (ofProject.get(id)?.isOn ?? 1) === 1,
    setNotifications: (id, isOn) => void setNotifications.run(id, isOn ? 1 : 0),
    removeOld(before) {
      removeCounts.run(before);
      forgetDropped.run();
      return removeGroups.run(before).changes;
    },
  };
}

/** Seen after it was resolved, in a release that was to be without it. */
function isBack({ status, statusChangedAt, resolvedAfterDeploymentId }: RawGroup, each: Occurrences): boolean {
  return (
    status === 'resolved' &&
    each.lastAt > (statusChangedAt ?? 0) &&
    (resolvedAfterDeploymentId === null || each.deploymentId > resolvedAfterDeploymentId)
  );
}

function groupOf(raw: RawGroup, counts: readonly RawCount[], now: number): ErrorGroup {
  const { firstSeenAt, lastSeenAt, statusChangedAt, reopenedAt, ...rest } = raw;
  return {
    ...rest,
    firstSeenAt: iso(firstSeenAt),
    lastSeenAt: iso(lastSeenAt),
    statusChangedAt: statusChangedAt === null ? null : iso(statusChangedAt),
    reopenedAt: reopenedAt === null ? null : iso(reopenedAt),
    hours: buckets(counts, firstHour(now), HOUR_MS, HOURS),
  };
}

function firstHour(now: number): number {
  return Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
}

function buckets(counts: readonly RawCount[], since: number, step: number, length: number): number[] {
  const sums = Array.from({ length }, () => 0);
  for (const { hour, count } of counts) {
    const index = Math.floor((hour - since) / step);
    if (index >= 0 && index < length) {
      sums[index] = (sums[index] ?? 0) + count;
    }
  }
  return sums;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
