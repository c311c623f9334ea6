import { oc } from '@orpc/contract';
import { z } from 'zod';
import { commandProblem, commandWords } from './command-words.ts';
import { isoTime } from './common.ts';
import { deployment } from './deployments.ts';
import { hostId, projectId } from './ids.ts';
import { projectKind, source, sourceInput } from './sources.ts';

export const restartPolicy = z.enum(['no', 'on-failure', 'unless-stopped', 'always']);
export type RestartPolicy = z.infer<typeof restartPolicy>;

/** How a new release takes the place of the one that serves. */
const releaseSettings = {
  /** The port that is asked whether the application is ready. Null: the one it serves on. */
  healthPort: z.number().int().min(1).max(65_535).nullable(),
  /** Seconds between two questions, at most: an application that is ready quickly is asked more often. */
  healthIntervalSeconds: z.number().int().min(1).max(60),
  /** Seconds an answer may take. */
  healthProbeTimeoutSeconds: z.number().int().min(1).max(60),
  /** Seconds after its start in which it is not asked; they do not count as time that it has. */
  healthGraceSeconds: z.number().int().min(0).max(3600),
  /** Seconds the release before has to finish what it has begun, after new requests go to the new one. */
  drainSeconds: z.number().int().min(1).max(600),
  /**
   * `rolling`: beside the one that serves. `recreate`: after it was stopped, for data that only one may write. `auto`: what the
   * project’s volumes need.
   */
  releaseStrategy: z.enum(['auto', 'rolling', 'recreate']),
  /** A release that crashes again and again so soon gives way to the one before it. 0: never. */
  autoRollbackMinutes: z.number().int().min(0).max(60),
  /**
   * Run once in a container of the new image before it takes over, to migrate a database for example. Words as a shell would part
   * them, without a shell. Null: none.
   */
  releaseCommand: z
    .string()
    .max(4096)
    .refine((text) => commandWords(text) !== null, { error: `it ${commandProblem}` })
    .nullable(),
  releaseCommandTimeoutSeconds: z.number().int().min(1).max(86_400),
  /** Also when an older release is brought back. */
  releaseCommandOnRollback: z.boolean(),
};

export const releaseDefaults = {
  healthPort: null,
  healthIntervalSeconds: 1,
  healthProbeTimeoutSeconds: 2,
  healthGraceSeconds: 0,
  drainSeconds: 5,
  releaseStrategy: 'auto',
  autoRollbackMinutes: 5,
  releaseCommand: null,
  releaseCommandTimeoutSeconds: 600,
  releaseCommandOnRollback: false,
} as const satisfies z.infer<z.ZodObject<typeof releaseSettings>>;

/** What a person sets for a project. `null` means: found out by us, or no limit. */
export const projectSettings = z.object({
  /** The port the application listens on inside its container. */
  port: z.number().int().min(1).max(65_535).nullable(),
  /** A path that answers with 200 to 399 when the application is ready. Null: a TCP connection is enough. */
  healthPath: z.string().regex(/^\//, 'a health path begins with /').max(1024).nullable(),
  /** Seconds a new release has to become ready. */
  healthTimeoutSeconds: z.number().int().min(1).max(3600),
  ...releaseSettings,
  /** Path of the Dockerfile below the root directory. Null: `Dockerfile` if there is one, else a generated one. */
  dockerfilePath: z.string().max(1024).nullable(),
  /** A Dockerfile that replaces the repository's or the generated one. */
  dockerfileOverride: z.string().max(131_072).nullable(),
  isBuildCacheEnabled: z.boolean(),
  memoryLimitMb: z.number().int().min(6).max(1_048_576).nullable(),
  cpuLimitMillicores: z.number().int().min(10).max(1_024_000).nullable(),
  restartPolicy,
  /** Of `on-failure` alone. Null: as often as it takes. */
  restartMaxRetries: z.number().int().min(1).max(1000).nullable(),
  /** Processes and threads. */
  pidsLimit: z.number().int().min(1).max(4_194_304).nullable(),
  /** How many images are kept for rollback, the running one included. */
  keepImageHistory: z.number().int().min(1).max(100),
  /**
   * miniPaaS starts the application again after a crash where Docker, by its restart policy, does not; and stops it when it
   * crashes again and again.
   */
  autoRestart: z.boolean(),
});
export type ProjectSettings = z.infer<typeof projectSettings>;

/** What bounds a running container, and what can be changed while it runs. */
export const resourceLimits = projectSettings.pick({
  memoryLimitMb: true,
  cpuLimitMillicores: true,
  pidsLimit: true,
  restartPolicy: true,
  restartMaxRetries: true,
});
export type ResourceLimits = z.infer<typeof resourceLimits>;

export const project = z.object({
  id: projectId,
  name: z.string(),
  /** Made from the name, fixed for the life of the project: it is in the names of containers and images. */
  slug: z.string(),
  /** `NAME` of `NAME.localhost`. */
  subdomain: z.string(),
  source,
  /** How the last build understood the source. */
  kind: projectKind.nullable(),
  framework: z.string().nullable(),
  hostId,
  hostName: z.string(),
  settings: projectSettings,
  hasCredential: z.boolean(),
  /** In force for the release that serves; what of `settings` differs waits for the next one. Null: there is none. */
  runningLimits: resourceLimits.nullable(),
  /** Port of the host on which the running release answers: kept from release to release. */
  publishedPort: z.number().int().nullable(),
  url: z.string().nullable(),
  /** Why the project has no address of its own name yet. */
  urlNote: z.string().nullable(),
  /** What the engine says of the running release's container. */
  runState: z.enum(['none', 'running', 'stopped', 'restarting', 'unknown']),
  current: deployment.nullable(),
  latest: deployment.nullable(),
  /** Variables or settings changed after the running release was made. */
  hasPendingChanges: z.boolean(),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type Project = z.infer<typeof project>;

/** What would go with a project, named before it is done. */
export const removalPlan = z.object({
  project: z.object({ id: projectId, name: z.string() }),
  containers: z.array(z.string()),
  images: z.array(z.string()),
  volumes: z.array(z.object({ name: z.string(), sizeBytes: z.number().nullable() })),
  deploymentCount: z.number().int(),
  variableCount: z.number().int(),
  logBytes: z.number(),
  /** Set when the engine cannot be asked: what is there cannot be listed or removed now. */
  engineUnreachable: z.boolean(),
});
export type RemovalPlan = z.infer<typeof removalPlan>;

const byId = z.object({ id: projectId });
const name = z.string().trim().min(1).max(100);

export const createProjectInput = sourceInput.extend({
  /** Made from the source's own name when left out. */
  name: name.optional(),
  hostId: hostId.optional(),
  ...projectSettings.partial().shape,
  variables: z
    .array(z.object({ key: z.string(), value: z.string(), isSecret: z.boolean().default(false) }))
    .max(500)
    .optional(),
});
export type CreateProjectInput = z.infer<typeof createProjectInput>;

export const updateProjectInput = byId.extend({
  name: name.optional(),
  subdomain: z.string().optional(),
  repoUrl: z.string().max(2048).optional(),
  branch: z.string().max(255).nullable().optional(),
  rootDirectory: z.string().max(1024).optional(),
  image: z.string().max(512).optional(),
  credential: sourceInput.shape.credential.unwrap().nullable().optional(),
  ...projectSettings.partial().shape,
});
export type UpdateProjectInput = z.infer<typeof updateProjectInput>;

/** Nothing of it: all projects. */
export const projectPage = z.object({
  limit: z.number().int().min(1).max(500).optional(),
  /** The last project of the page before. */
  after: projectId.optional(),
  /** A part of the name, in whatever case. */
  search: z.string().trim().max(100).optional(),
});
export type ProjectPage = z.infer<typeof projectPage>;

export const projectsContract = {
  list: oc
    .route({ method: 'GET', path: '/projects', summary: 'List projects by name, all of them or a page' })
    .input(projectPage.optional())
    .output(z.array(project)),
  get: oc.route({ method: 'GET', path: '/projects/{id}', summary: 'Get one project' }).input(byId).output(project),
  create: oc
    .route({ method: 'POST', path: '/projects', summary: 'Create a project', successStatus: 201 })
    .input(createProjectInput)
    .output(project),
  update: oc
    .route({ method: 'PATCH', path: '/projects/{id}', summary: 'Change a project' })
    .input(updateProjectInput)
    .output(project),
  removalPlan: oc
    .route({ method: 'GET', path: '/projects/{id}/removal', summary: 'What deleting the project would remove' })
    .input(byId)
    .output(removalPlan),
  remove: oc
    .route({ method: 'DELETE', path: '/projects/{id}', summary: 'Delete a project and everything that is its own' })
    .input(
      byId.extend({
        /** Forget the project although its host or the keychain cannot be reached; what it has there stays. */
        force: z.boolean().optional(),
      }),
    )
    .output(removalPlan),
  move: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/move',
      summary: 'Move the project to another host: deployed and proven there first, then removed where it was',
    })
    .input(byId.extend({ hostId }))
    .output(project),
  stop: oc
    .route({ method: 'POST', path: '/projects/{id}/stop', summary: 'Stop the running release' })
    .input(byId)
    .output(project),
  start: oc
    .route({ method: 'POST', path: '/projects/{id}/start', summary: 'Start the stopped release' })
    .input(byId)
    .output(project),
  restart: oc
    .route({ method: 'POST', path: '/projects/{id}/restart', summary: 'Restart the running release' })
    .input(byId)
    .output(project),
};
