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
  PROJECT_HOST_AWAY: entry<{ name: string; problem: string }>({
    status: 503,
    message: ({ name, problem }) => `What ${name} has on its host cannot be removed now. ${problem}`,
    hint: () =>
      'Bring the host back and delete it then; or delete it with force, which forgets the project and leaves on the host what is there.',
  }),
  ENV_CHANGED: entry({
    status: 409,
    message: () => 'The variables were changed by somebody else since this text was made of them.',
    hint: () => 'Open the text anew and make your changes again; nothing was changed.',
  }),
  NOTHING_RUNNING: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `${name} has no release to start or stop.`,
    hint: () => 'Deploy it first.',
  }),
} as const;
