import { AppError } from '../../../contract/app-error.ts';
import type { Shell } from '../../features/terminals/ports.ts';

/**
 * Terminals of one host take a connection's sessions for as long as somebody likes: only so many at a time, so that builds and
 * calls never wait for a person.
 */
export function createSeats(host: string, count: number) {
  let taken = 0;
  /** Throws TERMINAL_LIMIT, and what `open` throws. */
  return async function take(open: () => Promise<Shell>): Promise<Shell> {
    if (taken >= count) {
      throw new AppError('TERMINAL_LIMIT', { where: `on ${host}`, count });
    }
    taken += 1;
    try {
      const shell = await open();
      shell.stream.once('close', () => {
        taken -= 1;
      });
      return shell;
    } catch (error) {
      taken -= 1;
      throw error;
    }
  };
}
