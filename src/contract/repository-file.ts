/**
 * `minipaas.json` of a repository: what its application needs. Data alone; nothing in it is executed by miniPaaS but the release command,
 * and that in a container of the project. docs/repository-file.md. The published schema is made from this one.
 */
import { z } from 'zod';
import { commandProblem, commandWords } from './command-words.ts';

export const REPOSITORY_FILE = 'minipaas.json';
/** Bytes. Whatever is larger is not written by a person. */
export const MAX_REPOSITORY_FILE_BYTES = 65_536;
export const REPOSITORY_FILE_SCHEMA_PATH = '/schemas/minipaas.schema.json';

const port = z.number().int().min(1).max(65_535);
const relativePath = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\\:\u0000-\u001f]+$/, 'a path below the file, with "/" and without ".."');
const variableName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name is letters, digits and _, not beginning with a digit');

const build = z
  .strictObject({
    context: relativePath.optional().describe('Directory that is built, below this file. Default: where this file is.'),
    dockerfile: relativePath.optional().describe('Path of the Dockerfile below the context.'),
    target: z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a stage is letters, digits, _ . and -')
      .optional()
      .describe('Stage of the Dockerfile that is built. Default: the last one.'),
    args: z
      .array(variableName)
      .max(100)
      .optional()
      .describe('Names of plain variables that the build gets as arguments. Default: all of them.'),
    command: z
      .string()
      .max(4096)
      .regex(
        /^(?![-[\s])(?!.*<<)[^\u0000-\u001f\u007f]*[^\u0000-\u001f\u007f\\ ]$/,
        'a build command is one line that begins with a program, has no << and does not end in \\; put what is longer into a script',
      )
      .optional()
      .describe('Run by a shell in the build of a generated Dockerfile, in the place of the step that was found.'),
  })
  .refine(({ command, dockerfile, target }) => command === undefined || (dockerfile ?? target) === undefined, {
    path: ['command'],
    error: 'is for a Dockerfile that miniPaaS writes; a Dockerfile of your own says itself how it is built',
  });

const health = z.strictObject({
  path: z
    .string()
    .regex(/^\//, 'a health path begins with /')
    .max(1024)
    .optional()
    .describe('Answers 200 to 399 when the application is ready. Default: a TCP connection is enough.'),
  port: port.optional().describe('Port that is asked. Default: the one of the application.'),
  intervalSeconds: z.number().int().min(1).max(60).optional().describe('Seconds between two questions, at most.'),
  timeoutSeconds: z.number().int().min(1).max(60).optional().describe('Seconds an answer may take.'),
  graceSeconds: z.number().int().min(0).max(3600).optional().describe('Seconds in which it is not asked at first.'),
  readyWithinSeconds: z.number().int().min(1).max(3600).optional().describe('Seconds a release has to become ready.'),
});

const volume = z.strictObject({
  name: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name is letters, digits, _ . and -'),
  path: z.string().regex(/^\//, 'a mount path begins with /').max(255).describe('Where the application finds it.'),
  size: z
    .string()
    .regex(/^[1-9]\d{0,5} ?(?:MB|GB|TB)$/, 'a size is a whole number with MB, GB or TB, like "5 GB"')
    .optional()
    .describe('Like "500 MB" or "5 GB", in steps of 1024. Default: what the installation says.'),
});

export const generatedKind = z.enum(['hex32', 'hex64', 'base64', 'laravel', 'django']);

const variable = z
  .strictObject({
    name: variableName,
    description: z.string().max(1000).optional().describe('For whoever has to set it.'),
    required: z.boolean().optional().describe('Without it nothing is deployed. Default: true.'),
    secret: z.boolean().optional().describe('Sealed, hidden and masked. Default: false; true where it is generated.'),
    default: z.string().max(10_000).optional().describe('Value where the project sets none.'),
    generate: generatedKind.optional().describe('Made at random at the first deployment, and kept.'),
  })
  .refine((each) => each.default === undefined || each.generate === undefined, {
    error: 'has "default" and "generate"; one of them is enough',
  })
  .refine((each) => each.default === undefined || each.secret !== true, {
    path: ['default'],
    error: 'a secret with a default stands in the repository for all to read; leave one of them out',
  });

const release = z.strictObject({
  command: z
    .string()
    .min(1)
    .max(4096)
    .refine((text) => commandWords(text) !== null, { error: commandProblem })
    .describe('Run once in a container of the new image before it takes over.'),
  timeoutSeconds: z.number().int().min(1).max(86_400).optional().describe('Seconds it may take. Default: 600.'),
  onRollback: z.boolean().optional().describe('Also when an older release is brought back. Default: false.'),
});

/** Of two equal names the second one is told. */
const distinct =
  (key: string) =>
  (items: readonly Readonly<Record<string, unknown>>[], context: z.RefinementCtx): void => {
    for (const [index, item] of items.entries()) {
      if (items.findIndex((other) => other[key] === item[key]) < index) {
        context.addIssue({ code: 'custom', path: [index, key], message: `"${String(item[key])}" stands there twice` });
      }
    }
  };

export const repositoryFile = z
  .strictObject({
    $schema: z.string().max(2048).optional().describe('For editors.'),
    build: build.optional(),
    port: port.optional().describe('On which the application listens in its container.'),
    health: health.optional(),
    volumes: z
      .array(volume)
      .max(20)
      .superRefine(distinct('name'))
      .superRefine(distinct('path'))
      .optional()
      .describe('Made at the first deployment; those that are there stay as they are.'),
    variables: z
      .array(variable)
      .max(200)
      .superRefine(distinct('name'))
      .optional()
      .describe('Variables that the application reads.'),
    release: release.optional(),
  })
  .describe('What the application of this repository needs of miniPaaS. Settings of the project come first.');
export type RepositoryFile = z.infer<typeof repositoryFile>;

const units = { MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** Bytes of a size as the schema lets it through. */
export function sizeInBytes(size: string): number {
  const unit = size.slice(-2) as keyof typeof units;
  return Number.parseInt(size, 10) * units[unit];
}

/** For editors: JSON Schema, draft 2020-12. */
export function repositoryFileSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(repositoryFile, { io: 'input' });
  return { $schema, title: `${REPOSITORY_FILE} of miniPaaS`, ...schema };
}
