// How deployments of the past went, for the graphs: only the columns that they show.
import { z } from 'zod';
import { type Stage, stage } from '../../../contract/deployments.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { DeploymentHistory, PastDeployment } from '../../features/metrics/ports.ts';
import type { Db } from './db.ts';

type StoredDeployment = Omit<PastDeployment, 'buildMs'> & { readonly stages: string };

const stages = z.array(stage);

export function createDeploymentHistory(db: Db): DeploymentHistory {
  const select = db.prepare<[ProjectId, number, number, number], StoredDeployment>(
    `select id, status, triggered_by as "trigger", created_at as createdAt, started_at as startedAt,
       finished_at as finishedAt, stages
     from deployments where project_id = ? and finished_at >= ? and finished_at < ? order by id desc limit ?`,
  );
  return {
    endedBetween: (projectId, from, to, limit) =>
      select
        .all(projectId, from, to, limit)
        .map(({ stages: text, ...row }) => ({ ...row, buildMs: buildMs(text) }))
        .reverse(),
  };
}

/** Null where nothing was built, and where it cannot be read: a graph is no place to fail for that. */
function buildMs(text: string): number | null {
  const parsed = stages.safeParse(JSON.parse(text));
  const build = parsed.success ? parsed.data.find(({ name }) => name === 'build') : undefined;
  return build === undefined || build.status === 'skipped' ? null : durationOf(build);
}

function durationOf({ startedAt, finishedAt }: Stage): number | null {
  return startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);
}
