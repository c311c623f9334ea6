import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ingressDriver } from './ingress.ts';

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const ipV4 = String.raw`${octet}(?:\.${octet}){3}`;
const ipV6 = String.raw`[\dA-Fa-f]*:[\dA-Fa-f:]*:[\dA-Fa-f]*`;
const nameServer = z
  .string()
  .max(64)
  .regex(
    new RegExp(String.raw`^(?:${ipV4}(?::\d{1,5})?|${ipV6}|\[${ipV6}\](?::\d{1,5})?)$`),
    'must be an IP address, as in 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353',
  );

/** Names as in `minipaas.config.js` (docs/configuration.md); every value has a default in `src/main/features/settings/defaults.ts`. */
export const settings = z.object({
  defaultPort: z.number().int().min(1).max(65_535),
  maxConcurrentBuilds: z.number().int().min(1).max(32),
  buildCacheEnabled: z.boolean(),
  /** Seconds after which a build is given up. */
  buildTimeoutSeconds: z.number().int().min(10).max(86_400),
  buildMemoryMB: z.number().int().min(64).max(1_048_576).nullable(),
  buildCPUMillicores: z.number().int().min(10).max(1_024_000).nullable(),
  resourceLimits: z.object({
    defaultMemoryMB: z.number().int().min(6).max(1_048_576).nullable(),
    defaultCPUMillicores: z.number().int().min(10).max(1_024_000).nullable(),
    /** Processes and threads. */
    defaultPidsLimit: z.number().int().min(1).max(4_194_304).nullable(),
  }),
  /**
   * What generated Dockerfiles begin with. `{version}` stands for the version that the project asks for
   * (`node:{version}-slim`); an image without it is used as it is. `static` serves files: an image with busybox's
   * `httpd` (`busybox:stable`) or an unprivileged nginx (`nginxinc/nginx-unprivileged:stable-alpine`).
   */
  baseImages: z.object({
    node: z.string(),
    python: z.string(),
    go: z.string(),
    static: z.string(),
    goRuntime: z.string(),
  }),
  /** What routes names to applications on a host, unless the host says otherwise. */
  ingress: z.object({
    driver: ingressDriver,
    traefikImage: z.string().min(1).max(512),
    caddyImage: z.string().min(1).max(512),
    /**
     * Asked where a domain leads, `192.0.2.53` or `192.0.2.53:5353`; none: those of the machine that miniPaaS runs on. A network whose own
     * servers answer otherwise than the public ones wants others here.
     */
    nameServers: z.array(nameServer).max(3),
  }),
  buildCache: z.object({
    /** Of the registry for layers that can be installed on a host. */
    registryImage: z.string().min(1).max(512),
    /** The daily clean-up clears what no build on an engine has used for so many days; null: never. */
    unusedDays: z.number().int().min(1).max(3650).nullable(),
  }),
  /** Bytes that a new volume may hold. */
  volumeDefaultSize: z
    .number()
    .int()
    .min(1_048_576)
    .max(1024 ** 5),
  volumes: z.object({
    /** Projects get a volume at their first deployment, unless they say otherwise. */
    createDefault: z.boolean(),
    defaultMountPath: z.string().regex(/^\/./, 'must begin with /').max(255),
    /** What files of volumes are reached with: a small image with a shell. Where it cannot be had, another stands in. */
    helperImage: z.string().min(1).max(512),
  }),
  /** Where the health page begins to warn. */
  health: z.object({
    /** Free on the disk of the data folder and on those of engines, MB. */
    diskWarningMB: z.number().int().min(1).max(1_073_741_824),
    diskFailureMB: z.number().int().min(1).max(1_073_741_824),
    /** Used by miniPaaS itself, MB. */
    ownMemoryWarningMB: z.number().int().min(1).max(1_048_576),
    /** Of a host's memory that is still available. */
    hostMemoryWarningPercent: z.number().int().min(1).max(100),
  }),
  /** Put before base images: `registry.example.com/mirror`. */
  registryMirror: z.string().nullable(),
  retention: z.object({
    keepDeployments: z.number().int().min(1).max(10_000),
    keepImages: z.number().int().min(1).max(100),
    logRetentionDays: z.number().int().min(1).max(3650),
    metricsDays: z.number().int().min(1).max(3650),
  }),
});
export type Settings = z.infer<typeof settings>;

/** A part of the settings: groups, too, may be given in part. */
export const settingsPatch = settings
  .extend({
    resourceLimits: settings.shape.resourceLimits.partial(),
    baseImages: settings.shape.baseImages.partial(),
    ingress: settings.shape.ingress.partial(),
    buildCache: settings.shape.buildCache.partial(),
    retention: settings.shape.retention.partial(),
    volumes: settings.shape.volumes.partial(),
    health: settings.shape.health.partial(),
  })
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatch>;

/** Which of the places a value comes from; the later one wins: the program, the dashboard, the configuration file, the environment. */
export const settingSource = z.enum(['default', 'settingsPage', 'file', 'environment']);

export const settingOrigin = z.object({
  /** `retention.keepImages`. */
  path: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  source: settingSource,
  /** The file, or the name of the variable; null for the other two. */
  where: z.string().nullable(),
});
export type SettingOrigin = z.infer<typeof settingOrigin>;

export const settingsContract = {
  get: oc.route({ method: 'GET', path: '/settings', summary: 'The settings in force' }).output(settings),
  origins: oc
    .route({ method: 'GET', path: '/settings/origins', summary: 'Each setting with where its value comes from' })
    .output(z.array(settingOrigin)),
  update: oc
    .route({ method: 'PATCH', path: '/settings', summary: 'Change settings' })
    .input(settingsPatch)
    .output(settings),
};
