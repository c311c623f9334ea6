import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { envVarId, projectId } from './ids.ts';
import { envSuggestion } from './sources.ts';

/** POSIX names, as a shell can export them. */
export const envKey = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name is letters, digits and _, not beginning with a digit');

export const envVar = z.object({
  id: envVarId,
  projectId,
  key: z.string(),
  /** Null for a secret: ask for it with `reveal`. */
  value: z.string().nullable(),
  isSecret: z.boolean(),
  /** Not yet part of the running release. */
  isPending: z.boolean(),
  updatedAt: isoTime,
});
export type EnvVar = z.infer<typeof envVar>;

export const envChange = z.object({
  key: z.string(),
  change: z.enum(['added', 'changed', 'unchanged', 'invalid']),
  isSecret: z.boolean(),
  /** For `invalid`: why, and on which line of the text. */
  reason: z.string().nullable(),
  line: z.number().int().nullable(),
});
export type EnvChange = z.infer<typeof envChange>;

const byProject = z.object({ id: projectId });
const byVar = z.object({ id: envVarId });
const value = z.string().max(131_072);

export const environmentContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/env', summary: 'List variables' })
    .input(byProject)
    .output(z.array(envVar)),
  set: oc
    .route({ method: 'POST', path: '/projects/{id}/env', summary: 'Add a variable or replace its value' })
    .input(byProject.extend({ key: envKey, value, isSecret: z.boolean().default(false) }))
    .output(envVar),
  remove: oc
    .route({ method: 'DELETE', path: '/env/{id}', summary: 'Delete a variable' })
    .input(byVar)
    .output(z.object({ key: z.string() })),
  reveal: oc
    .route({ method: 'POST', path: '/env/{id}/reveal', summary: 'Show a secret’s value' })
    .input(byVar)
    .output(z.object({ value: z.string() })),
  previewImport: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/env/import/preview',
      summary: 'What importing this .env text would change',
    })
    .input(byProject.extend({ text: z.string().max(1_048_576) }))
    .output(z.array(envChange)),
  import: oc
    .route({ method: 'POST', path: '/projects/{id}/env/import', summary: 'Import .env text' })
    .input(
      byProject.extend({
        text: z.string().max(1_048_576),
        /** Keys whose values are stored as secrets. */
        secretKeys: z.array(z.string()).max(500).default([]),
      }),
    )
    .output(z.array(envChange)),
  suggestions: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/env/suggestions',
      summary: 'Variables the code reads that are not set',
    })
    .input(byProject)
    .output(z.array(envSuggestion)),
};
