/**
 * Every error a user can meet, in one table. `docs/errors.md` is compared with it by a test.
 * A code never changes its meaning. `message` says what happened with the offending value, `hint` what to do next.
 */
import { z } from 'zod';
import { accessErrors } from './errors/access.ts';
import { backupErrors } from './errors/backups.ts';
import { deploymentErrors } from './errors/deployments.ts';
import { engineErrors } from './errors/engines.ts';
import type { ErrorEntry } from './errors/entry.ts';
import { hostErrors } from './errors/hosts.ts';
import { ingressErrors } from './errors/ingress.ts';
import { installationErrors } from './errors/installation.ts';
import { logErrors } from './errors/logs.ts';
import { projectErrors } from './errors/projects.ts';
import { sourceErrors } from './errors/sources.ts';
import { transferErrors } from './errors/transfers.ts';
import { terminalErrors } from './errors/terminals.ts';
import { upkeepErrors } from './errors/upkeep.ts';
import { volumeErrors } from './errors/volumes.ts';

export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  field: z.string().optional(),
  /** What a program needs of the error, by name: `fingerprint` of HOST_KEY_UNKNOWN. */
  details: z.record(z.string(), z.string()).optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;

export const errorCatalog = {
  ...accessErrors,
  ...projectErrors,
  ...sourceErrors,
  ...engineErrors,
  ...hostErrors,
  ...deploymentErrors,
  ...ingressErrors,
  ...terminalErrors,
  ...volumeErrors,
  ...installationErrors,
  ...backupErrors,
  ...logErrors,
  ...upkeepErrors,
  ...transferErrors,
} as const;

export type ErrorCode = keyof typeof errorCatalog;
export type ErrorParams<C extends ErrorCode> = (typeof errorCatalog)[C] extends ErrorEntry<infer P> ? P : never;
