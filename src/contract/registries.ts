import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { registryId } from './ids.ts';

/** As images name it: `ghcr.io`, `registry.example.com:5000`; Docker Hub is `docker.io`. */
export const registryAddress = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^https?:\/\//, '').replace(/\/.*$/, ''))
  .pipe(
    z
      .string()
      .max(253)
      .regex(
        /^(?:localhost|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/,
        'a registry is a host, with its port where it has one: ghcr.io, registry.example.com:5000',
      ),
  );

export const registry = z.object({
  id: registryId,
  address: z.string(),
  username: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type Registry = z.infer<typeof registry>;

const login = {
  address: registryAddress,
  username: z.string().trim().min(1).max(255),
  password: z.string().min(1).max(8192),
};

export const registriesContract = {
  list: oc
    .route({ method: 'GET', path: '/registries', summary: 'List logins of registries, without passwords' })
    .output(z.array(registry)),
  set: oc
    .route({
      method: 'POST',
      path: '/registries',
      summary: 'Log in to a registry: images are pulled with it from now on, for builds and releases on every host',
    })
    .input(z.object({ ...login, isChecked: z.boolean().default(true) }))
    .output(registry),
  remove: oc
    .route({ method: 'DELETE', path: '/registries/{id}', summary: 'Forget a login' })
    .input(z.object({ id: registryId }))
    .output(z.object({ id: registryId })),
};
