import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorBody } from './errors.ts';
import { hostId } from './ids.ts';

export const ingressProgram = z.enum(['traefik', 'caddy']);
export type IngressProgram = z.infer<typeof ingressProgram>;

export const ingressDriver = z.enum(['traefik', 'caddy', 'none']);
export type IngressDriverName = z.infer<typeof ingressDriver>;

const port = z.number().int().min(1).max(65_535);

export const ingressSettings = z.object({
  /** Null: the default of the settings. */
  driver: ingressDriver.nullable(),
  /** Ports of the host. */
  httpPort: port,
  httpsPort: port,
  /** Whether other machines may reach it. Null: a server’s yes, that of this machine no. */
  isPublic: z.boolean().nullable(),
  /** Told to the certificate authority, which warns of certificates that are about to expire. */
  acmeEmail: z.email().max(254).nullable(),
  /** Null: Let’s Encrypt. */
  acmeDirectory: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .nullable(),
});
export type IngressSettings = z.infer<typeof ingressSettings>;

/**
 * `off`: nobody wants one. `installing`, `running`. `unavailable`: it is wanted and cannot be had now; applications answer on
 * their published ports, and `error` says why and what to do. `unknown`: the host cannot be asked.
 */
export const ingressStatus = z.enum(['off', 'installing', 'running', 'unavailable', 'unknown']);

export const ingress = ingressSettings.extend({
  hostId,
  status: ingressStatus,
  /** What runs, or would: the default is followed, and the other program stands in where only that can be had. */
  program: ingressProgram.nullable(),
  image: z.string().nullable(),
  error: errorBody.nullable(),
  /** Worth knowing although it runs. */
  note: z.string().nullable(),
  /** Addresses that it routes. */
  routes: z.number().int(),
});
export type Ingress = z.infer<typeof ingress>;

const byId = z.object({ id: hostId });

export const ingressContract = {
  get: oc
    .route({ method: 'GET', path: '/hosts/{id}/ingress', summary: 'Get the ingress of a host' })
    .input(byId)
    .output(ingress),
  update: oc
    .route({ method: 'PUT', path: '/hosts/{id}/ingress', summary: 'Change the ingress of a host' })
    .input(byId.extend(ingressSettings.partial().shape))
    .output(ingress),
  install: oc
    .route({
      method: 'POST',
      path: '/hosts/{id}/ingress/install',
      summary: 'Install the ingress of a host, or install it anew with the image of now',
    })
    .input(byId)
    .output(ingress),
  remove: oc
    .route({ method: 'POST', path: '/hosts/{id}/ingress/remove', summary: 'Remove the ingress of a host' })
    .input(byId)
    .output(ingress),
};
