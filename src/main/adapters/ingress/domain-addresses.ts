// The addresses of a name. A certificate authority asks the name servers of the public network: neither this machine's file of hosts nor
// what its system remembers from an hour ago counts there.
import { lookup, Resolver } from 'node:dns/promises';

/** A server that is silent for so long is asked once more, and given twice as long. */
const SERVER_TIMEOUT_MS = 2_000;
const TRIES = 2;

/** As visitors on this machine would find it. Empty where it has none. Throws where nobody could be asked. */
export async function systemAddresses(hostName: string, signal: AbortSignal): Promise<readonly string[]> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  const found = await noneIfUnknown(Promise.race([lookup(hostName, { all: true }), aborted]));
  return [...new Set(found.map(({ address }) => address))];
}

/** As name servers say it: `servers`, those of the system where there is none. Empty where it has none. Throws where none could say. */
export async function serverAddresses(
  hostName: string,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Not the system's own look-up: that holds one of Node's few threads for as long as a server is silent.
  const resolver = new Resolver({ timeout: SERVER_TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) {
    resolver.setServers(servers);
  }
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const found = await Promise.allSettled([
      noneIfUnknown(resolver.resolve4(hostName)),
      noneIfUnknown(resolver.resolve6(hostName)),
    ]);
    const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const failure = found.find((each) => each.status === 'rejected');
    if (addresses.length === 0 && failure !== undefined) {
      throw new Error(reasonOf(failure.reason, resolver.getServers()), { cause: failure.reason });
    }
    return [...new Set(addresses)];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function noneIfUnknown<T>(answer: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await answer;
  } catch (error) {
    if (['ENOTFOUND', 'ENODATA'].includes(codeOf(error))) {
      return [];
    }
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function reasonOf(error: unknown, servers: readonly string[]): string {
  const asked = servers.join(', ');
  switch (codeOf(error)) {
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return `no answer came from ${asked}`;
    case 'ECONNREFUSED':
      return `no name server answers at ${asked}`;
    case 'ESERVFAIL':
    case 'EREFUSED':
      return `${asked} could not say (${codeOf(error).slice(1)})`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
