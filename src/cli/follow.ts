// Following: log lines until no more come, and a deployment until it is decided.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment, DeploymentStatus } from '../contract/deployments.ts';
import type { DeploymentId } from '../contract/ids.ts';
import type { LogFilter, LogKind, LogLine } from '../contract/logs.ts';
import type { Session } from './session.ts';

const WAIT_MS = 5000;
const POLL_MS = 500;

const decided: readonly DeploymentStatus[] = ['running', 'failed', 'cancelled', 'superseded', 'stopped'];

interface ReadOptions {
  readonly id: DeploymentId;
  readonly kind: LogKind;
  /** Wait for lines that are not written yet. */
  readonly isFollowed: boolean;
  /** Left out: all lines. */
  readonly filter?: LogFilter;
}

/** Ends after the last line, or with `isFollowed` after the last that will ever be written. */
export async function* readLog(
  { api, options }: Session,
  { id, kind, isFollowed, filter }: ReadOptions,
): AsyncGenerator<readonly LogLine[]> {
  for (let after = 0; ; ) {
    const batch = await api.logs.read({ ...filter, id, kind, after, waitMs: isFollowed ? WAIT_MS : 0 }, options);
    after = batch.next;
    yield batch.lines;
    // With a filter, a batch without lines may stand in the middle.
    const isAtEnd = batch.lines.length === 0 && batch.next >= batch.last;
    if (isAtEnd && (batch.isComplete || !isFollowed)) {
      return;
    }
  }
}

/** Lines that are written from now on, until none will be. */
export async function* followLog(
  { api, options }: Session,
  { id, kind, filter }: Omit<ReadOptions, 'isFollowed'>,
): AsyncGenerator<readonly LogLine[]> {
  let { last: after } = await api.logs.read({ id, kind, after: Number.MAX_SAFE_INTEGER - 1, waitMs: 0 }, options);
  for (;;) {
    const batch = await api.logs.read({ ...filter, id, kind, after, waitMs: WAIT_MS }, options);
    after = batch.next;
    yield batch.lines;
    if (batch.isComplete && batch.next >= batch.last) {
      return;
    }
  }
}

export async function printLines({ context, isJson }: Session, lines: readonly LogLine[]): Promise<void> {
  const text = lines.map((line) => `${isJson ? JSON.stringify(line) : line.text}\n`).join('');
  if (text !== '') {
    await context.print(text);
  }
}

/** Prints the build log as it grows, and what the deployment waits for, until it is decided. */
export async function followDeployment(session: Session, id: DeploymentId): Promise<Deployment> {
  const { api, context, options } = session;
  let position: number | null = null;

  async function look(): Promise<Deployment> {
    const deployment = await api.deployments.get({ id }, options);
    if (deployment.queuePosition !== position && deployment.queuePosition !== null) {
      context.say(`Waiting in the queue, at position ${deployment.queuePosition}.\n`);
    }
    position = deployment.queuePosition;
    return deployment;
  }

  for await (const lines of readLog(session, { id, kind: 'build', isFollowed: true })) {
    await printLines(session, lines);
    // No line for a while: it may wait, or have ended without a word.
    if (lines.length === 0 && decided.includes((await look()).status)) {
      break;
    }
  }
  for (;;) {
    const deployment = await look();
    if (decided.includes(deployment.status)) {
      return deployment;
    }
    await sleep(POLL_MS, undefined, options);
  }
}
