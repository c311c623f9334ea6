// The queue's order, the health monitor, clean-up and the build cache.
import { entry } from './entry.ts';

export const upkeepErrors = {
  NOT_QUEUED: entry<{ deployment: number; status: string }>({
    status: 409,
    message: ({ deployment, status }) =>
      `Deployment ${deployment} is ${status} and has no place in the queue any more.`,
    hint: () => 'Only what waits can be moved.',
  }),
  CRASH_LOOPING: entry<{ crashes: number; minutes: number; lastLine: string }>({
    status: 422,
    message: ({ crashes, minutes, lastLine }) =>
      `The application crashed ${crashes} times within ${minutes} min and was stopped${lastLine === '' ? '.' : `. Its last words: ${lastLine}`}`,
    hint: () =>
      'Its runtime log has the whole story. Correct it and deploy again, roll back, or start it to try once more.',
  }),
  FIX_GONE: entry<{ fix: string }>({
    status: 409,
    message: ({ fix }) => `No finding offers "${fix}" any more.`,
    hint: () => 'Check again: what was found may have changed or be gone.',
  }),
  FIX_CHANGED: entry<{ fix: string }>({
    status: 409,
    message: ({ fix }) => `What "${fix}" would remove is no longer what was confirmed. Nothing was removed.`,
    hint: () => 'Look at the list again and confirm it anew.',
  }),
} as const;
