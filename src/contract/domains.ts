import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { domainId, projectId } from './ids.ts';

/** `auto`: a certificate of a public authority. `internal`: of the ingress’s own, which browsers do not know. `none`: plain HTTP. */
export const domainTls = z.enum(['auto', 'internal', 'none']);

/** Where the name leads, asked before a certificate is. */
export const domainDns = z.object({
  /** `here`: the host’s ingress answered. `elsewhere`: something else did, or nothing at that address. `missing`: no address. */
  status: z.enum(['unchecked', 'here', 'elsewhere', 'missing']),
  addresses: z.array(z.string()),
  /** What was found and what to do, as sentences; null where all is well. */
  problem: z.string().nullable(),
});
export type DomainDns = z.infer<typeof domainDns>;

export const domainCertificate = z.object({
  /** `waiting`: it is being asked for, or the name does not lead here yet. */
  status: z.enum(['none', 'waiting', 'valid', 'internal', 'refused']),
  issuer: z.string().nullable(),
  expiresAt: isoTime.nullable(),
  problem: z.string().nullable(),
});
export type DomainCertificate = z.infer<typeof domainCertificate>;

export const domain = z.object({
  id: domainId,
  projectId,
  hostName: z.string(),
  pathPrefix: z.string(),
  stripPrefix: z.boolean(),
  redirectTo: z.string().nullable(),
  /** Name of basic authentication; its password is kept as a bcrypt hash and never shown. */
  authUser: z.string().nullable(),
  tls: domainTls,
  url: z.string(),
  dns: domainDns,
  certificate: domainCertificate,
  checkedAt: isoTime.nullable(),
});
export type Domain = z.infer<typeof domain>;

const domainFields = z.object({
  hostName: z.string().trim().min(1).max(253),
  pathPrefix: z.string().trim().max(255),
  stripPrefix: z.boolean(),
  redirectTo: z.string().trim().max(2048).nullable(),
  /** Null: everybody may come in. */
  auth: z
    .object({
      user: z
        .string()
        .min(1)
        .max(64)
        .regex(/^[^:\s]+$/, 'must have no colon and no space'),
      password: z.string().min(8).max(72),
    })
    .nullable(),
  tls: domainTls,
});

const byId = z.object({ id: domainId });

export const createDomainInput = z
  .object({ id: projectId })
  .extend(domainFields.partial().required({ hostName: true }).shape);
export type CreateDomainInput = z.infer<typeof createDomainInput>;
export const updateDomainInput = byId.extend(domainFields.partial().shape);
export type UpdateDomainInput = z.infer<typeof updateDomainInput>;

export const domainsContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/domains', summary: 'List a project’s domains' })
    .input(z.object({ id: projectId }))
    .output(z.array(domain)),
  create: oc
    .route({ method: 'POST', path: '/projects/{id}/domains', summary: 'Add a domain', successStatus: 201 })
    .input(createDomainInput)
    .output(domain),
  update: oc
    .route({ method: 'PATCH', path: '/domains/{id}', summary: 'Change a domain' })
    .input(updateDomainInput)
    .output(domain),
  remove: oc.route({ method: 'DELETE', path: '/domains/{id}', summary: 'Remove a domain' }).input(byId).output(byId),
  check: oc
    .route({
      method: 'POST',
      path: '/domains/{id}/check',
      summary: 'Look where the domain leads now, and at its certificate',
    })
    .input(byId)
    .output(domain),
};
