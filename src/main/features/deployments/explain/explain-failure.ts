// Looks for a known failure in the log of the stage that failed.
import type { ErrorBody } from '../../../../contract/errors.ts';
import type { Explanation } from '../../../../contract/explanation.ts';
import type { LogKind, LogLine } from '../../../../contract/logs.ts';
import type { DeploymentLog, DiagnosticLog } from '../ports.ts';
import type { DeploymentRow } from '../ports/deployment-store.ts';
import type { Stages } from '../stages.ts';
import { explain } from './explain.ts';
import type { Failure, FailurePhase } from './recogniser.ts';

/** What a tool says when it fails stands near its end; more would be the noise of what went well. */
const TAIL_LINES = 400;
/** Of what runs: what it said minutes before it ended is not why. */
const LAST_LINES = 60;
/** Exit codes of a program that was done, or was told to end (SIGINT, SIGTERM): no line of its log is the reason. */
const askedToEnd: ReadonlySet<number> = new Set([0, 130, 143]);

export interface ExplainDeps {
  readonly log: Pick<DeploymentLog, 'tail'>;
  readonly diagnostics: Pick<DiagnosticLog, 'warn'>;
}

/** Never throws: a log that cannot be read explains nothing, and the error stands as it is. To be called when both logs are written. */
export async function explainFailure(
  { log, diagnostics }: ExplainDeps,
  row: Pick<DeploymentRow, 'id' | 'snapshot'>,
  error: ErrorBody,
  stages: Stages,
): Promise<Explanation | null> {
  const phase = phaseOf(stages);
  const kind: LogKind = phase === 'start' && !error.code.startsWith('RELEASE_COMMAND_') ? 'runtime' : 'build';
  try {
    const lines = ofThisAttempt(await log.tail(row.id, kind, TAIL_LINES), beginnings[kind]);
    return explain(lines, failureOf(row, error, phase), kind);
  } catch (cause) {
    diagnostics.warn('A failure could not be explained', { deploymentId: row.id, error: cause });
    return null;
  }
}

export interface HowItEnded {
  readonly exitCode: number | null;
  readonly isOutOfMemory: boolean;
}

/** Of a release that served: what its last lines say. Never throws. */
export async function explainEnd(
  { log, diagnostics }: ExplainDeps,
  row: Pick<DeploymentRow, 'id' | 'snapshot'>,
  error: ErrorBody,
  { exitCode, isOutOfMemory }: HowItEnded,
): Promise<Explanation | null> {
  try {
    const { memoryLimitMb } = row.snapshot.settings;
    const failure = failureOf(row, error, 'run');
    const details = {
      ...failure.details,
      ...(exitCode === null ? {} : { exitCode: String(exitCode) }),
      ...(memoryLimitMb === null ? {} : { limitMb: String(memoryLimitMb) }),
    };
    // Its last words stand in the error's message as well, but may be of a start before.
    const code = isOutOfMemory ? 'OUT_OF_MEMORY' : failure.code;
    const tail = askedToEnd.has(exitCode ?? -1) ? [] : await log.tail(row.id, 'runtime', LAST_LINES);
    const begins = crashes.has(error.code) ? beginnings.runtime : startsAgain;
    return explain(ofThisAttempt(tail, begins), { ...failure, code, details, message: '' }, 'runtime');
  } catch (cause) {
    diagnostics.warn('The end of a release could not be explained', { deploymentId: row.id, error: cause });
    return null;
  }
}

function failureOf({ snapshot }: Pick<DeploymentRow, 'snapshot'>, error: ErrorBody, phase: FailurePhase): Failure {
  const { code, message, details = {} } = error;
  const { port, memoryLimitMb } = snapshot.settings;
  return { phase, code, message, details, settings: { port: port ?? snapshot.containerPort, memoryLimitMb } };
}

function phaseOf(stages: Stages): FailurePhase {
  const failed = stages.find(({ status }) => status === 'running' || status === 'failed')?.name ?? 'source';
  switch (failed) {
    case 'source':
      return 'source';
    case 'build':
    case 'image':
      return 'build';
    case 'deploy':
    case 'route':
      return 'start';
    default:
      return failed satisfies never;
  }
}

/** Our own sentences say where an attempt begins; they are no tool's output themselves. */
const beginnings: Readonly<Record<LogKind, RegExp>> = {
  build: /^Deployment \d+ of /,
  runtime: /^(?:Start of the release|Trial start)/,
};

/** One that crashes again and again may have been started once more before it was given up: each of its ends counts. */
const startsAgain = /^(?:Start of the release|Trial start|Started|Restarting)/;
const crashes: ReadonlySet<string> = new Set(['CRASH_LOOPING', 'RELEASE_CRASHED']);

function ofThisAttempt(
  lines: readonly Pick<LogLine, 'seq' | 'stream' | 'text'>[],
  begins: RegExp,
): readonly Pick<LogLine, 'seq' | 'text'>[] {
  const begin = lines.findLastIndex(({ stream, text }) => stream === 'system' && begins.test(text));
  return lines.slice(begin + 1).filter(({ stream }) => stream !== 'system');
}
