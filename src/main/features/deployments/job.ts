// Works on one claimed deployment until its row has left `building` and `starting`, whatever happens.
import { assertNever } from '../../../contract/assert-never.ts';
import type { ErrorBody } from '../../../contract/errors.ts';
import { type Attempt, openAttempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import type { Discards } from './discard.ts';
import { explainFailure } from './explain/explain-failure.ts';
import { createLineWriter, type LineWriter } from './line-writer.ts';
import { decideOutcome, type Outcome } from './outcome.ts';
import type { DeploymentPatch, DeploymentRow } from './ports/deployment-store.ts';
import { createStageRecorder } from './stage-recorder.ts';
import { endRunning, type Stages } from './stages.ts';
import { type ActiveStatus, isActive } from './state.ts';
import { stopKindOf } from './stop-reason.ts';

export interface Job {
  readonly stages: Stages;
  readonly work: (parts: DeploymentParts, attempt: Attempt) => Promise<void>;
  /** What the row is to be like before it is worked on. Throws why it is not worked on at all. */
  readonly prepare?: (row: DeploymentRow) => DeploymentRow;
}

export async function runJob(
  parts: DeploymentParts,
  discards: Discards,
  claimed: DeploymentRow,
  { stages, work, prepare = (row) => row }: Job,
  signal: AbortSignal,
): Promise<void> {
  const { log, moves, clock } = parts;
  const writer = createLineWriter((lines) => log.append(claimed.id, 'build', lines));
  const recorder = createStageRecorder({ id: claimed.id, moves, clock }, stages);
  moves.patch(claimed.id, { stages, startedAt: clock.now(), error: null, explanation: null });
  try {
    const attempt = await openAttempt(parts, prepare(claimed), writer, recorder, signal);
    await work(parts, attempt);
  } catch (error) {
    recorder.close();
    await endWithout(parts, discards, claimed, { writer, stages: recorder.stages(), error, signal });
    return;
  }
  recorder.close();
  // It runs; a log that cannot be written does not change that.
  await closeLog(parts, claimed, writer).catch((error: unknown) => {
    parts.diagnostics.error('A build log could not be written', { deploymentId: claimed.id, error });
  });
}

interface BrokenOff {
  readonly writer: LineWriter;
  readonly stages: Stages;
  readonly error: unknown;
  readonly signal: AbortSignal;
}

async function endWithout(
  parts: DeploymentParts,
  discards: Discards,
  claimed: DeploymentRow,
  { writer, stages, error, signal }: BrokenOff,
): Promise<void> {
  const { store, clock, moves, diagnostics } = parts;
  const row = store.get(claimed.id);
  if (row === null || !isActive(row.status)) {
    diagnostics.error('A deployment ended by itself while it was worked on', { deploymentId: claimed.id, error });
    return;
  }
  const outcome = decideOutcome({
    row,
    error,
    stopKind: stopKindOf(signal),
    hasNewerWaiting: store.listWaiting().some((each) => each.projectId === row.projectId && each.id > row.id),
    now: clock.now(),
    random: clock.random(),
  });
  const masked = outcome.type === 'cancelled' ? null : maskedBody(parts, row, outcome.error.toBody());
  if (masked?.code === 'INTERNAL') {
    diagnostics.error('A deployment failed for an unknown reason', { deploymentId: row.id, error });
  }
  tellOutcome(writer, outcome, masked, clock.now());
  await discards.discard(row);

  // Before the move: whoever sees the end of a deployment finds its log whole.
  const isFinal = outcome.type !== 'requeued';
  await (isFinal ? closeLog(parts, row, writer) : writer.flush()).catch((logError: unknown) => {
    diagnostics.error('A build log could not be written', { deploymentId: row.id, error: logError });
  });
  await (isFinal ? parts.runtimeLogs.complete(row.id) : parts.runtimeLogs.forget(row.id));
  const explanation = masked === null ? null : await explainFailure(parts, row, masked, stages);
  endRow(moves, row, row.status, outcome, { error: masked, explanation }, stages, clock.now());
}

function endRow(
  moves: DeploymentParts['moves'],
  { id }: DeploymentRow,
  from: ActiveStatus,
  outcome: Outcome,
  reason: Pick<DeploymentPatch, 'error' | 'explanation'>,
  stages: Stages,
  now: number,
): void {
  const gone: DeploymentPatch = { containerId: null, image: null, canRollback: false };
  switch (outcome.type) {
    case 'cancelled':
      moves.move(id, from, 'cancelled', {
        ...gone,
        stages: endRunning(stages, 'skipped', now, 'cancelled'),
        finishedAt: now,
      });
      break;
    case 'failed':
      moves.move(id, from, 'failed', {
        ...gone,
        stages: endRunning(stages, 'failed', now),
        ...reason,
        finishedAt: now,
      });
      break;
    case 'requeued':
      moves.move(id, from, 'queued', {
        containerId: null,
        stages: endRunning(stages, 'failed', now),
        ...reason,
        attempt: outcome.attempt,
        nextAttemptAt: outcome.notBefore,
      });
      break;
    default:
      assertNever(outcome);
  }
}

function tellOutcome(writer: LineWriter, outcome: Outcome, error: ErrorBody | null, now: number): void {
  const lines = error === null ? ['Cancelled.'] : [error.message, error.hint];
  if (outcome.type === 'requeued') {
    const wait = outcome.notBefore === null ? 0 : Math.max(0, outcome.notBefore - now);
    lines.push(`Attempt ${outcome.attempt} follows in ${Math.ceil(wait / 1000)} s.`);
  }
  for (const text of lines) {
    void writer.write({ stream: 'system', text });
  }
}

/** What the application or its build said may hold a secret. */
function maskedBody({ log }: DeploymentParts, { id }: DeploymentRow, body: ErrorBody): ErrorBody {
  const masked = { ...body, message: log.mask(id, body.message), hint: log.mask(id, body.hint) };
  if (body.details === undefined) {
    return masked;
  }
  const details = Object.entries(body.details).map(([name, text]) => [name, log.mask(id, text)] as const);
  return { ...masked, details: Object.fromEntries(details) };
}

async function closeLog({ log }: DeploymentParts, { id }: DeploymentRow, writer: LineWriter): Promise<void> {
  await writer.flush();
  await log.complete(id, 'build');
}
