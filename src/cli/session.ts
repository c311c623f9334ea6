// What every command starts with: the miniPaaS it talks to, and how its answer is written.
import type { Project } from '../contract/projects.ts';
import { notFound } from './cli-error.ts';
import { type ApiClient, createClient } from './client.ts';
import type { CliContext } from './context.ts';
import { type ConnectionFlags, findTarget, type Target } from './instance.ts';

export interface GlobalFlags extends ConnectionFlags {
  readonly json?: boolean;
}

export interface Session {
  readonly context: CliContext;
  readonly target: Target;
  readonly api: ApiClient;
  readonly isJson: boolean;
  /** For every call: Ctrl-C ends it. */
  readonly options: { readonly signal: AbortSignal };
  /** The value as JSON where that was asked for, else the text made of it. */
  answer<T>(value: T, text: (value: T) => string): Promise<void>;
  /** By name, slug or id. Throws NOT_FOUND naming those there are. */
  findProject(named: string): Promise<Project>;
}

export function openSession(context: CliContext, flags: GlobalFlags): Session {
  const target = findTarget(flags, context);
  const api = createClient(target);
  const options = { signal: context.signal };
  const isJson = flags.json ?? false;

  return {
    context,
    target,
    api,
    isJson,
    options,
    answer: (value, text) => context.print(isJson ? `${JSON.stringify(value, null, 2)}\n` : text(value)),
    async findProject(named) {
      const projects = await api.projects.list(undefined, options);
      const project = pickProject(projects, named);
      if (project === undefined) {
        const names = projects.map(({ name }) => name).join(', ');
        throw notFound(
          `project "${named}"`,
          names === '' ? 'Make one with "minipaas deploy".' : `There are: ${names}.`,
        );
      }
      return project;
    },
  };
}

export function pickProject(projects: readonly Project[], named: string): Project | undefined {
  const wanted = named.toLowerCase();
  return (
    projects.find(({ name, slug }) => name.toLowerCase() === wanted || slug === wanted) ??
    projects.find(({ id }) => String(id) === named)
  );
}
