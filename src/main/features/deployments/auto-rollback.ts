// Back to the release before, when a new one crashes again and again within its first minutes. Pure but for `goBack`.
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentParts } from './deps.ts';
import { endingOf } from './endings.ts';
import type { ContainerFacts } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { whyNoRollback } from './view.ts';

/** Fewer may be an application that waits for its database. */
const CRASHES = 3;
const MINUTE_MS = 60_000;

export interface CrashSituation {
  readonly row: DeploymentRow;
  readonly facts: ContainerFacts;
  /** 0: never. */
  readonly minutes: number;
  readonly now: number;
  /** Of the project, newest first. */
  readonly kept: readonly DeploymentRow[];
  /** Somebody has asked for another deployment already. */
  readonly hasNext: boolean;
}

/** What to go back to; null to leave it as it is. */
export function rollbackTarget({ row, facts, minutes, now, kept, hasNext }: CrashSituation): DeploymentRow | null {
  const age = now - (row.finishedAt ?? now);
  const isEnded = row.status === 'running' && facts.state === 'exited' && facts.exitCode !== 0;
  const isCrashing = facts.restartCount >= CRASHES || isEnded;
  // One that was gone back to is not left for a still older one: then it is not the release that is wrong.
  if (!row.isCurrent || hasNext || row.rollbackOf !== null || !isCrashing || age >= minutes * MINUTE_MS) {
    return null;
  }
  return (
    kept.find((each) => each.id < row.id && whyNoRollback(each) === null && each.error?.code !== 'RELEASE_CRASHED') ??
    null
  );
}

/** To be called under the project's lock. True: a rollback is on its way. */
export async function goBackIfCrashing(
  parts: DeploymentParts,
  rollback: (target: DeploymentRow) => DeploymentRow,
  row: DeploymentRow,
  facts: ContainerFacts,
): Promise<boolean> {
  const { store, projects, clock, moves, runtimeLogs, endings, diagnostics } = parts;
  const minutes = projects.get(row.projectId)?.settings.autoRollbackMinutes ?? 0;
  const isOfProject = (each: DeploymentRow): boolean => each.projectId === row.projectId;
  const target = rollbackTarget({
    row,
    facts,
    minutes,
    now: clock.now(),
    kept: store.listKept(row.projectId),
    hasNext: [...store.listWaiting(), ...store.listActive()].some(isOfProject),
  });
  if (target === null) {
    return false;
  }
  const crashes = Math.max(1, facts.restartCount);
  const error = new AppError('RELEASE_CRASHED', { crashes, minutes, target: target.id });
  const ending = endingOf(row, error.toBody(), facts);
  moves.patch(row.id, { error: ending.error, explanation: await endings.explain(ending) });
  rollback(target);
  diagnostics.info('A release that crashes is rolled back', { deploymentId: row.id, target: target.id });
  await runtimeLogs.say(row.id, error.message);
  endings.explainWhenRead(ending);
  return true;
}
