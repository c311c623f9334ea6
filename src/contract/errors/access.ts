// Input, and who may give it.
import { entry } from './entry.ts';

export const accessErrors = {
  VALIDATION_FAILED: entry<{ field: string; problem: string }>({
    status: 400,
    message: ({ field, problem }) => `${field}: ${problem}`,
    hint: ({ field }) => `Correct ${field} and try again.`,
  }),
  NOT_LOGGED_IN: entry({
    status: 401,
    message: () => 'You are not logged in.',
    hint: () => 'Log in, or send a token in the Authorization header.',
  }),
  FORBIDDEN: entry<{ action: string }>({
    status: 403,
    message: ({ action }) => `You may not ${action}.`,
    hint: () => 'Ask an owner of this installation.',
  }),
  ORIGIN_REFUSED: entry<{ what: string; value: string }>({
    status: 403,
    message: ({ what, value }) => `The request's ${what} "${value}" is not one of this installation's addresses.`,
    hint: () => 'Open the dashboard at the address miniPaaS printed, or allow another name in MINIPAAS_ALLOWED_HOSTS.',
  }),
  CSRF_REFUSED: entry({
    status: 403,
    message: () => 'The request did not come from the dashboard.',
    hint: () => 'Reload the page and try again.',
  }),
  TOO_MANY_REQUESTS: entry<{ seconds: number }>({
    status: 429,
    message: ({ seconds }) => `Too many requests. The next is accepted in ${seconds} s.`,
    hint: () => 'Wait, then try again.',
    isTransient: true,
  }),
  REQUEST_TOO_LARGE: entry<{ limitBytes: number }>({
    status: 413,
    message: ({ limitBytes }) => `The request is larger than ${limitBytes} bytes.`,
    hint: () => 'Send less at once.',
  }),
  LOGIN_LINK_INVALID: entry({
    status: 401,
    message: () => 'This login link was used already or has expired.',
    hint: () => 'Restart miniPaaS, or run "minipaas login", for a new one.',
  }),
  GITHUB_NOT_CONFIGURED: entry({
    status: 409,
    message: () => 'No GitHub application is configured.',
    hint: () => 'Set MINIPAAS_GITHUB_CLIENT_ID and MINIPAAS_GITHUB_CLIENT_SECRET (see docs/github-login.md).',
  }),
  GITHUB_NOT_CONNECTED: entry({
    status: 409,
    message: () => 'You are not logged in with GitHub.',
    hint: () => 'Log in with GitHub, or paste the repository’s address.',
  }),
  GITHUB_FAILED: entry<{ problem: string }>({
    status: 502,
    message: ({ problem }) => `GitHub did not answer as expected: ${problem}.`,
    hint: () => 'Try again; if it stays, look at githubstatus.com.',
    isTransient: true,
  }),
  NOT_FOUND: entry<{ what: string }>({
    status: 404,
    message: ({ what }) => `There is no ${what}.`,
    hint: () => 'It may have been removed. Reload the list.',
  }),
} as const;
