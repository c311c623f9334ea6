// Asks an agent for its keys before anybody is spoken to: one that holds none, or is not there, is no reason to be refused by a server.
import type { createAgent } from 'ssh2';
import { AppError } from '../../../contract/app-error.ts';

const ANSWER_TIMEOUT_MS = 5_000;

/** `open`: of ssh2, which is loaded with the first connection. Throws SSH_AGENT_UNAVAILABLE. */
export async function requireAgentKeys(open: typeof createAgent, socket: string): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const keys = await new Promise<number>((resolve, reject) => {
    late = setTimeout(() => reject(unavailable(`${socket} does not answer`)), ANSWER_TIMEOUT_MS);
    open(socket).getIdentities((error, found) => {
      if (error === undefined || error === null) {
        resolve(found?.length ?? 0);
      } else {
        reject(unavailable(error.message, error));
      }
    });
  }).finally(() => clearTimeout(late));
  if (keys === 0) {
    throw unavailable('it holds no keys');
  }
}

function unavailable(problem: string, cause?: Error): AppError {
  return new AppError('SSH_AGENT_UNAVAILABLE', { problem }, { cause });
}
