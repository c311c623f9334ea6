import type { Fix, HealthCheck, HostsReader, Observation, QueueReader } from '../ports.ts';

/** Nothing should wait this long while no build runs. */
const STUCK_AFTER_MS = 60_000;
/** One that was paused this long ago may have been forgotten. */
const FORGOTTEN_AFTER_MS = 3_600_000;

interface QueueCheckDeps {
  readonly queue: QueueReader;
  readonly hosts: Pick<HostsReader, 'list'>;
  readonly now: () => number;
}

export function createQueueCheck({ queue, hosts, now }: QueueCheckDeps): HealthCheck {
  function forgotten(): readonly Observation[] {
    return queue
      .pausedHosts()
      .filter(({ since, waiting }) => waiting > 0 && now() - since > FORGOTTEN_AFTER_MS)
      .map(({ hostId, since, waiting }) => {
        const name = hosts.list().find(({ id }) => id === hostId)?.name ?? `host ${hostId}`;
        const hours = Math.round((now() - since) / 3_600_000);
        return {
          id: `queue:${hostId}`,
          status: 'warning',
          message: `The queue of ${name} is paused for ${hours} h, and ${waiting} wait for it.`,
          hint: 'Resume it, or cancel what waits.',
          fixes: [
            {
              id: `resume-queue-${hostId}`,
              label: `Resume the queue of ${name}`,
              removes: [],
              async apply() {
                queue.resume(hostId);
                return `The queue of ${name} goes on.`;
              },
            },
          ],
        };
      });
  }

  function movement(): Observation {
    const id = 'queue';
    const since = queue.oldestWaitingSince();
    if (since === null || queue.activeCount() > 0 || now() - since <= STUCK_AFTER_MS) {
      return { id, status: 'ok', message: 'The build queue moves.', hint: null };
    }
    return {
      id,
      status: 'warning',
      message: `A deployment has waited for ${Math.round((now() - since) / 1000)} s although nothing is being built.`,
      hint: 'See whether its host is connected; a retry waits for its time.',
      fixes: [wakeFix(queue)],
    };
  }

  return {
    id: 'queue',
    everyMs: 60_000,
    after: ['queue'],
    check: async () => [movement(), ...forgotten()],
  };
}

function wakeFix(queue: QueueReader): Fix {
  return {
    id: 'wake-queue',
    label: 'Look at the queue again',
    removes: [],
    async apply() {
      queue.wake();
      return queue.activeCount() > 0 ? 'The queue moves again.' : 'Nothing in the queue can begin now.';
    },
  };
}
