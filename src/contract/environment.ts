import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { MAX_ENV_TEXT } from './env-text.ts';
import { envTemplateId } from './env-templates.ts';
import { deploymentId, envVarId, projectId, sharedSecretId } from './ids.ts';
import { envSuggestion } from './sources.ts';

/** POSIX names, as a shell can export them. */
export const envKey = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name is letters, digits and _, not beginning with a digit');

/** When a variable is there: while the image is built, while the application runs, or both. */
export const envScope = z.enum(['build', 'run', 'both']);
export type EnvScope = z.infer<typeof envScope>;

/** How the application finds it: as a variable of its process, or as the file `/run/secrets/NAME`, whose path is in the variable `NAME_FILE`. */
export const envDelivery = z.enum(['variable', 'file']);
export type EnvDelivery = z.infer<typeof envDelivery>;

/** What the main process of the application is sent when the file of a secret has another value. */
export const envSignal = z.enum(['SIGHUP', 'SIGUSR1', 'SIGUSR2']);
export type EnvSignal = z.infer<typeof envSignal>;

export const envVar = z.object({
  id: envVarId,
  projectId,
  key: z.string(),
  /** Null for a secret: ask for it with `reveal`. */
  value: z.string().nullable(),
  isSecret: z.boolean(),
  scope: envScope,
  /** `file` only of a secret. At the build there is no difference. */
  delivery: envDelivery,
  /** Of one that is a file; null for none. */
  signal: envSignal.nullable(),
  /** The shared secret that its value is; null for its own. */
  shared: z.object({ id: sharedSecretId, name: z.string() }).nullable(),
  /** The last rotation can be taken back. */
  hasFormer: z.boolean(),
  rotatedAt: isoTime.nullable(),
  /** Not yet part of the running release. */
  isPending: z.boolean(),
  updatedAt: isoTime,
});
export type EnvVar = z.infer<typeof envVar>;

export const envChange = z.object({
  key: z.string(),
  /** `removed` by an edit of the whole text alone: an import leaves what it does not name. */
  change: z.enum(['added', 'changed', 'removed', 'unchanged', 'invalid']),
  isSecret: z.boolean(),
  /** For `invalid`: why, and on which line of the text. */
  reason: z.string().nullable(),
  line: z.number().int().nullable(),
});
export type EnvChange = z.infer<typeof envChange>;

/**
 * By which way a change came: one variable, a file, the whole text, a template, the making of the project, when and how it is
 * used, a rotation, the way back from one, or a shared secret.
 */
export const envWay = z.enum([
  'set',
  'import',
  'edit',
  'template',
  'project',
  'options',
  'rotation',
  'restore',
  'shared',
]);
export type EnvWay = z.infer<typeof envWay>;

/** Never a value, not even a plain one. */
export const envHistoryEntry = z.object({
  id: z.number().int(),
  key: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
  isSecret: z.boolean(),
  way: envWay,
  /** Login of who did it; null for somebody who is not known any more. */
  by: z.string().nullable(),
  at: isoTime,
});
export type EnvHistoryEntry = z.infer<typeof envHistoryEntry>;

export const envExport = z.object({
  text: z.string(),
  /** How many variables are in it. */
  count: z.number().int(),
  /** Secrets that are not in it because they were not asked for. */
  leftOut: z.array(z.string()),
  /** Variables whose value the `.env` format cannot express; JSON can. */
  unwritable: z.array(z.string()),
});
export type EnvExport = z.infer<typeof envExport>;

/** What the next release has otherwise than the one that runs; of values nothing. */
export const envPending = z.object({
  /** Without one everything is new, and nothing is compared. */
  hasRelease: z.boolean(),
  changes: z.array(
    z.object({ key: z.string(), change: z.enum(['added', 'changed', 'removed']), isSecret: z.boolean() }),
  ),
});
export type EnvPending = z.infer<typeof envPending>;

export const envRotation = z.object({
  variable: envVar,
  /**
   * `rolled`: the deployment that puts the same image with the new value in the place of the release. `updated`: the file of the release that is there has the value;
   * `signal` was sent, where it runs. `stored`: nothing runs that has it, or only a build uses it; the next release has it.
   */
  applied: z.discriminatedUnion('how', [
    z.object({ how: z.literal('rolled'), deploymentId }),
    z.object({ how: z.literal('updated'), isRunning: z.boolean(), signal: envSignal.nullable() }),
    z.object({ how: z.literal('stored'), reason: z.string() }),
  ]),
});
export type EnvRotation = z.infer<typeof envRotation>;

const byProject = z.object({ id: projectId });
const byVar = z.object({ id: envVarId });
/** As much as a system call takes for one string. */
export const MAX_ENV_VALUE = 131_072;
const value = z.string().max(MAX_ENV_VALUE);
const text = z.string().max(MAX_ENV_TEXT);
/** Left out: as it is, or what is usual: secrets at run time alone, plain variables both. */
const options = {
  scope: envScope.optional(),
  /** Left out: as it is; a new one is a variable without a signal. */
  delivery: envDelivery.optional(),
  signal: envSignal.nullable().optional(),
};
/** Keys whose values are stored as secrets. */
const secretKeys = z.array(z.string()).max(500).default([]);

export const environmentContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/env', summary: 'List variables' })
    .input(byProject)
    .output(z.array(envVar)),
  set: oc
    .route({ method: 'POST', path: '/projects/{id}/env', summary: 'Add a variable or replace its value' })
    .input(byProject.extend({ key: envKey, value, isSecret: z.boolean().default(false), ...options }))
    .output(envVar),
  setOptions: oc
    .route({ method: 'PATCH', path: '/env/{id}', summary: 'Change when and how a variable is used, not its value' })
    .input(byVar.extend(options))
    .output(envVar),
  rotate: oc
    .route({
      method: 'POST',
      path: '/env/{id}/rotate',
      summary: 'Give a secret another value and apply it now, without a build',
    })
    .input(byVar.extend({ value }))
    .output(envRotation),
  restoreFormer: oc
    .route({
      method: 'POST',
      path: '/env/{id}/restore',
      summary: 'Give a secret the value it had before its last rotation, and apply it now',
    })
    .input(byVar)
    .output(envRotation),
  apply: oc
    .route({
      method: 'POST',
      path: '/env/{id}/apply',
      summary: 'Bring the stored value of a secret to the application now, without a build',
    })
    .input(byVar)
    .output(envRotation),
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
    .input(byProject.extend({ text }))
    .output(z.array(envChange)),
  import: oc
    .route({ method: 'POST', path: '/projects/{id}/env/import', summary: 'Import .env text' })
    .input(byProject.extend({ text, secretKeys }))
    .output(z.array(envChange)),
  suggestions: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/env/suggestions',
      summary: 'Variables the code reads that are not set',
    })
    .input(byProject)
    .output(z.array(envSuggestion)),
  export: oc
    .route({ method: 'GET', path: '/projects/{id}/env/export', summary: 'Variables as .env text or JSON' })
    .input(
      byProject.extend({
        format: z.enum(['env', 'json']).default('env'),
        /** Values of secrets as well, in the clear. */
        includeSecrets: z.boolean().default(false),
      }),
    )
    .output(envExport),
  history: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/env/history',
      summary: 'Who changed which variable when, the latest first; without values',
    })
    .input(byProject.extend({ limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(envHistoryEntry)),
  pending: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/env/pending',
      summary: 'What the next release has otherwise than the one that runs',
    })
    .input(byProject)
    .output(envPending),
  text: oc
    .route({ method: 'GET', path: '/projects/{id}/env/text', summary: 'All variables as one text to edit' })
    .input(byProject)
    .output(
      z.object({
        /** In place of each secret a placeholder, which keeps what is stored. */
        text: z.string(),
        /** Names the state that the text was made of. */
        revision: z.string(),
      }),
    ),
  previewEdit: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/env/text/preview',
      summary: 'What the variables would change to if this text were all of them',
    })
    .input(byProject.extend({ text }))
    .output(z.array(envChange)),
  edit: oc
    .route({ method: 'PUT', path: '/projects/{id}/env/text', summary: 'Make this text all of the variables' })
    .input(byProject.extend({ text, secretKeys, revision: z.string() }))
    .output(z.array(envChange)),
  template: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/env/template',
      summary: 'Set the variables of a common set-up, secrets generated',
    })
    .input(
      byProject.extend({
        template: envTemplateId,
        /** By the name of the template’s input; what is missing takes its proposal, or is generated. */
        values: z.record(z.string(), z.string().max(4096)).default({}),
        /** Also variables that are set already. */
        isReplacing: z.boolean().default(false),
      }),
    )
    .output(z.array(envChange)),
};
