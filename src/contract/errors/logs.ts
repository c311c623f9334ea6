// Logs.
import { entry } from './entry.ts';

export const logErrors = {
  SEARCH_TOO_SLOW: entry<{ pattern: string }>({
    status: 422,
    message: ({ pattern }) => `The regular expression ${pattern} takes too long and was stopped.`,
    hint: () => 'Make it simpler: no repetition inside a repetition, as in (a+)+.',
  }),
} as const;
