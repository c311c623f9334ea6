// What this machine reaches of its own engine's containers.
import type { EngineFacts } from '../../../contract/hosts.ts';
import { connectTcp } from '../net/connect-tcp.ts';
import type { HostNetwork } from './container-ports.ts';
import { type Endpoint, publishedAddress } from './endpoint.ts';

const CONNECT_TIMEOUT_MS = 3_000;

export function createLocalNetwork(endpoint: Endpoint, facts: EngineFacts, platform: NodeJS.Platform): HostNetwork {
  return {
    dial: (address, port, signal) => connectTcp(address, port, CONNECT_TIMEOUT_MS, signal),
    publishedAddress: publishedAddress(endpoint),
    reachesContainers: platform === 'linux' && endpoint.kind === 'socket' && hasReachableContainers(facts),
  };
}

/** Docker Desktop runs its engine in a virtual machine, a rootless one its containers in a namespace of their own. */
export function hasReachableContainers({ isRootless, operatingSystem }: EngineFacts): boolean {
  return !isRootless && !/docker desktop/i.test(operatingSystem);
}
