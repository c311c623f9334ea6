import type { Host } from '../contract/hosts.ts';
import { notFound } from './cli-error.ts';
import type { Session } from './session.ts';

/** By name or id. Throws NOT_FOUND naming those there are. */
export async function findHost({ api, options }: Pick<Session, 'api' | 'options'>, named: string): Promise<Host> {
  const hosts = await api.hosts.list(undefined, options);
  const wanted = named.toLowerCase();
  const host = hosts.find(({ name }) => name.toLowerCase() === wanted) ?? hosts.find(({ id }) => String(id) === named);
  if (host === undefined) {
    throw notFound(`host "${named}"`, `There are: ${hosts.map(({ name }) => name).join(', ')}.`);
  }
  return host;
}
