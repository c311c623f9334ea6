import type { HealthCheck, QueueReader } from '../ports.ts';

/** Nothing should wait this long while no build runs. */
const STUCK_AFTER_MS = 60_000;

export function createQueueCheck(queue: QueueReader, now: () => number): HealthCheck {
  const id = 'queue';
  return {
    id,
    async check() {
      const since = queue.oldestWaitingSince();
      if (since !== null && queue.activeCount() === 0 && now() - since > STUCK_AFTER_MS) {
        const seconds = Math.round((now() - since) / 1000);
        return [
          {
            id,
            status: 'warning',
            message: `A deployment has waited for ${seconds} s although nothing is being built.`,
            hint: 'See whether its host is connected; a retry waits for its time.',
          },
        ];
      }
      return [{ id, status: 'ok', message: 'The build queue moves.', hint: null }];
    },
  };
}
