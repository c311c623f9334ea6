// Projects.
import { entry } from './entry.ts';

export const projectErrors = {
  NAME_TAKEN: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `The name "${name}" is already taken.`,
    hint: () => 'Choose another name.',
  }),
  SUBDOMAIN_TAKEN: entry<{ subdomain: string }>({
    status: 409,
    message: ({ subdomain }) => `The subdomain "${subdomain}" is already taken.`,
    hint: () => 'Choose another subdomain.',
  }),
  PROJECT_BUSY: entry<{ name: string; doing: string }>({
    status: 409,
    message: ({ name, doing }) => `${name} is ${doing}.`,
    hint: () => 'Wait until that is done, or cancel it.',
  }),
  NOTHING_RUNNING: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `${name} has no release to start or stop.`,
    hint: () => 'Deploy it first.',
  }),
} as const;
