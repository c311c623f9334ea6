import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { hostId } from './ids.ts';

export const hostStatus = z.enum(['connecting', 'connected', 'unreachable']);

/** What the engine said of itself when it was connected, read once for each connection. */
export const engineFacts = z.object({
  version: z.string(),
  apiVersion: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  storageDriver: z.string(),
  cgroupVersion: z.enum(['1', '2']),
  isRootless: z.boolean(),
  isPodman: z.boolean(),
  hasBuildKit: z.boolean(),
});

export const host = z.object({
  id: hostId,
  name: z.string(),
  kind: z.enum(['local', 'ssh']),
  /** Where the engine answers: `unix:///var/run/docker.sock`, `npipe:…`, `tcp://…`. Null while none was found. */
  endpoint: z.string().nullable(),
  status: hostStatus,
  error: errorBody.nullable(),
  engine: engineFacts.nullable(),
  projectCount: z.number().int(),
  runningCount: z.number().int(),
  connectedAt: isoTime.nullable(),
});

export type EngineFacts = z.infer<typeof engineFacts>;
export type Host = z.infer<typeof host>;

const byId = z.object({ id: hostId });

export const hostsContract = {
  list: oc.route({ method: 'GET', path: '/hosts', summary: 'List hosts' }).output(z.array(host)),
  get: oc.route({ method: 'GET', path: '/hosts/{id}', summary: 'Get one host' }).input(byId).output(host),
  reconnect: oc
    .route({ method: 'POST', path: '/hosts/{id}/reconnect', summary: 'Look for the engine again, now' })
    .input(byId)
    .output(host),
};
