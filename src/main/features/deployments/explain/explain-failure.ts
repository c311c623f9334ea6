// Looks for a known failure in the log of the stage that failed.
import type { ErrorBody } from '../../../../contract/errors.ts';
import type { Explanation } from '../../../../contract/explanation.ts';
import type { LogKind, LogLine } from '../../../../contract/logs.ts';
import type { DeploymentParts } from '../deps.ts';
import type { DeploymentRow } from '../ports/deployment-store.ts';
import type { Stages } from '../stages.ts';
import { explain } from './explain.ts';
import type { FailurePhase } from './recogniser.ts';

/** What a tool says when it fails stands near its end; more would be the noise of what went well. */
const TAIL_LINES = 400;

/** Never throws: a log that cannot be read explains nothing, and the error stands as it is. To be called when both logs are written. */
export async function explainFailure(
  { log, diagnostics }: Pick<DeploymentParts, 'log' | 'diagnostics'>,
  row: Pick<DeploymentRow, 'id' | 'snapshot'>,
  error: ErrorBody,
  stages: Stages,
): Promise<Explanation | null> {
  const phase = phaseOf(stages);
  const kind: LogKind = phase === 'start' && !error.code.startsWith('RELEASE_COMMAND_') ? 'runtime' : 'build';
  try {
    const lines = ofThisAttempt(await log.tail(row.id, kind, TAIL_LINES), kind);
    const { port, memoryLimitMb } = row.snapshot.settings;
    const failure = {
      phase,
      code: error.code,
      message: error.message,
      details: error.details ?? {},
      settings: { port: port ?? row.snapshot.containerPort, memoryLimitMb },
    };
    return explain(lines, failure, kind);
  } catch (cause) {
    diagnostics.warn('A failure could not be explained', { deploymentId: row.id, error: cause });
    return null;
  }
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

function ofThisAttempt(
  lines: readonly Pick<LogLine, 'seq' | 'stream' | 'text'>[],
  kind: LogKind,
): readonly Pick<LogLine, 'seq' | 'text'>[] {
  const begin = lines.findLastIndex(({ stream, text }) => stream === 'system' && beginnings[kind].test(text));
  return lines.slice(begin + 1).filter(({ stream }) => stream !== 'system');
}
