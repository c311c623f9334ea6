import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { hostId, projectId } from './ids.ts';

export const forwardId = z.number().int().positive().brand<'ForwardId'>();
export type ForwardId = z.infer<typeof forwardId>;

const port = z.number().int().min(1).max(65_535);

/** A port of a container or of a host's network, opened on the machine that miniPaaS runs on, for as long as it runs. */
export const forward = z.object({
  id: forwardId,
  hostId,
  hostName: z.string(),
  /** Null: of the host itself. */
  project: z.object({ id: projectId, name: z.string() }).nullable(),
  /** As seen from the host; null for a project: whichever container runs at that moment. */
  address: z.string().nullable(),
  /** There. */
  port,
  /** Here. */
  localAddress: z.string(),
  localPort: port,
  openedAt: isoTime,
  openConnections: z.number().int(),
  totalConnections: z.number().int(),
  failedConnections: z.number().int(),
  bytesSent: z.number().int(),
  bytesReceived: z.number().int(),
  /** Why the last connection that failed did; null after one that did not. */
  error: errorBody.nullable(),
});
export type Forward = z.infer<typeof forward>;

const byId = z.object({ id: forwardId });
/** Without one: the same number as there where it is free, else a free one. */
const localPort = port.optional();

/** Of a machine in the host's network: it goes to the SSH server as it is. */
const address = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9_.:-]+$/, 'must be a name or an address')
  .default('127.0.0.1');

export const forwardsContract = {
  list: oc.route({ method: 'GET', path: '/forwards', summary: 'List opened ports' }).output(z.array(forward)),
  openToProject: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/forwards',
      summary: 'Open a port of a project’s container on this machine',
      successStatus: 201,
    })
    .input(z.object({ id: projectId, port, localPort }))
    .output(forward),
  openToHost: oc
    .route({
      method: 'POST',
      path: '/hosts/{id}/forwards',
      summary: 'Open a port of a host, or of a machine in its network, on this machine',
      successStatus: 201,
    })
    .input(z.object({ id: hostId, port, address, localPort }))
    .output(forward),
  close: oc
    .route({ method: 'DELETE', path: '/forwards/{id}', summary: 'Close an opened port' })
    .input(byId)
    .output(byId),
};
