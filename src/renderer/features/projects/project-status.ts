import { assertNever } from '../../../contract/assert-never.ts';
import type { Project } from '../../../contract/projects.ts';
import { deploymentStatus, isInProgress, type StatusView } from '../../api/deployment-view.ts';
import type { Tone } from '../../lib/tone.ts';

export interface ProjectStatus extends StatusView {
  /** A second sentence where one word would hide something. */
  readonly note: string | null;
  /** The note is about something that went wrong. */
  readonly isWarning: boolean;
}

const LAST_FAILED = 'the last deployment failed';

/** One state for a project out of two truths: what its last deployment did and what its container does. */
export function projectStatus(project: Project): ProjectStatus {
  const { latest, current, runState } = project;
  if (latest === null) return { tone: 'idle', label: 'not deployed', note: null, isWarning: false };
  if (isInProgress(latest.status)) {
    const note = servesMeanwhile(project) ? 'the release before serves on' : retryNote(project);
    return { ...deploymentStatus(latest), note, isWarning: false };
  }
  const run = runStatus(runState);
  if (run === null) return { ...deploymentStatus(latest), note: null, isWarning: false };
  const hasFailedSince = latest.status === 'failed' && latest.id !== current?.id;
  return { ...run, note: hasFailedSince ? LAST_FAILED : null, isWarning: hasFailedSince };
}

function servesMeanwhile({ current, latest, runState }: Project): boolean {
  return runState === 'running' && current !== null && current.id !== latest?.id;
}

function retryNote({ latest }: Project): string | null {
  return latest !== null && latest.attempt > 1 ? `attempt ${latest.attempt}` : null;
}

function runStatus(runState: Project['runState']): { tone: Tone; label: string } | null {
  switch (runState) {
    case 'running':
      return { tone: 'ok', label: 'running' };
    case 'stopped':
      return { tone: 'idle', label: 'stopped' };
    case 'restarting':
      return { tone: 'warn', label: 'restarting' };
    case 'unknown':
      return { tone: 'warn', label: 'not known' };
    case 'none':
      return null;
    default:
      return assertNever(runState);
  }
}

/** Ascending: what needs a person first. */
const order: readonly Tone[] = ['bad', 'warn', 'busy', 'wait', 'ok', 'idle'];
export function statusRank(project: Project): number {
  const status = projectStatus(project);
  return status.note === LAST_FAILED ? 0.5 : order.indexOf(status.tone);
}
