// One attempt at a deployment while it is worked on: its row, its variables, its stages and its build log.
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogStream } from '../../../contract/logs.ts';
import type { DeploymentParts } from './deps.ts';
import type { LineWriter } from './line-writer.ts';
import type { DeployableProject } from './ports.ts';
import type { DeploymentPatch, DeploymentRow } from './ports/deployment-store.ts';
import type { StageRecorder } from './stage-recorder.ts';
import { initialStages, type Stages } from './stages.ts';

export interface Attempt {
  readonly id: DeploymentId;
  readonly project: DeployableProject;
  /** Opened, for build and container. */
  readonly variables: ReadonlyMap<string, string>;
  /** Aborted by a cancel or a shutdown (StopRequest), or by the build's time limit. */
  readonly signal: AbortSignal;
  readonly stages: StageRecorder;
  /** The snapshot's settings and variables are others now. */
  reread(): Promise<void>;
  /** As it is in the table. */
  row(): DeploymentRow;
  patch(patch: DeploymentPatch): void;
  /** A sentence of ours in the build log. */
  say(text: string): void;
  /** A line of a tool's output; a promise when the tool should wait. */
  print(stream: LogStream, text: string): void | Promise<void>;
}

/** The stages a deployment starts with: what it does not need is skipped from the beginning. */
export function stagesOf(
  row: Pick<DeploymentRow, 'rollbackOf' | 'snapshot'> & Partial<Pick<DeploymentRow, 'imageOf'>>,
): Stages {
  const origin = row.rollbackOf ?? row.imageOf ?? null;
  if (origin !== null) {
    const reason = `the image of deployment ${origin} is used again`;
    return initialStages({ source: reason, build: reason });
  }
  return row.snapshot.source.kind === 'image' ? initialStages({ source: 'an image needs no source' }) : initialStages();
}

/**
 * Reads what the attempt needs and makes its secrets known to both logs before their first line.
 * Throws NOT_FOUND, SECRET_UNREADABLE, KEYCHAIN_UNAVAILABLE.
 */
export async function openAttempt(
  parts: DeploymentParts,
  claimed: DeploymentRow,
  writer: LineWriter,
  stages: StageRecorder,
  signal: AbortSignal,
): Promise<Attempt> {
  const { id, projectId } = claimed;
  const project = parts.projects.get(projectId);
  if (project === null) {
    throw new AppError('NOT_FOUND', { what: `project ${projectId}` });
  }
  let variables = await openVariables(parts, claimed);
  let latest = claimed;
  let asReleased = withSnapshot(project, claimed);

  const attempt: Attempt = {
    id,
    get project() {
      return asReleased;
    },
    get variables() {
      return variables;
    },
    async reread() {
      const row = attempt.row();
      variables = await openVariables(parts, row);
      asReleased = withSnapshot(project, row);
    },
    signal,
    stages,
    row() {
      latest = parts.store.get(id) ?? latest;
      return latest;
    },
    patch(patch) {
      parts.moves.patch(id, patch);
    },
    say(text) {
      void writer.write({ stream: 'system', text });
    },
    print: (stream, text) => writer.write({ stream, text }),
  };
  return attempt;
}

function withSnapshot(project: DeployableProject, { snapshot }: DeploymentRow): DeployableProject {
  const { source, settings } = snapshot;
  return { ...project, source, settings };
}

/** Opens the snapshot's variables and has its logs mask the secret ones. */
export async function openVariables(
  { environment, log }: Pick<DeploymentParts, 'environment' | 'log'>,
  { id, projectId, snapshot }: DeploymentRow,
): Promise<ReadonlyMap<string, string>> {
  const variables = await environment.open(projectId, snapshot.variables);
  const secrets = snapshot.variables.flatMap((each) => (each.isSecret ? [variables.get(each.key) ?? ''] : []));
  log.protect(
    id,
    secrets.filter((value) => value !== ''),
  );
  return variables;
}
