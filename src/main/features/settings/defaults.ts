// What is in force where nobody said otherwise. The numbers are those of the configuration file's documentation.
import type { Settings } from '../../../contract/settings.ts';

export const defaultSettings: Settings = {
  defaultPort: 3000,
  maxConcurrentBuilds: 2,
  buildCacheEnabled: true,
  // A large front end on a small server takes ten minutes; three times that is a build that hangs.
  buildTimeoutSeconds: 1800,
  buildMemoryMB: null,
  buildCPUMillicores: null,
  resourceLimits: { defaultMemoryMB: 512, defaultCPUMillicores: 1000, defaultPidsLimit: 4096 },
  baseImages: {
    node: 'node:{version}-slim',
    python: 'python:{version}-slim',
    go: 'golang:{version}',
    static: 'busybox:stable',
    goRuntime: 'gcr.io/distroless/static-debian12',
  },
  ingress: { driver: 'traefik', traefikImage: 'traefik:v3.5', caddyImage: 'caddy:2', nameServers: [] },
  // The engine's cache is everybody's who builds on it: nothing of it goes by itself unless somebody says so.
  buildCache: { registryImage: 'registry:2', unusedDays: null },
  volumeDefaultSize: 5 * 1024 ** 3,
  volumes: { createDefault: false, defaultMountPath: '/app/storage', helperImage: 'busybox:stable' },
  // A build of a small application needs about 2 GB; below 256 MB the database itself is at risk. Idle, miniPaaS needs some 100 MB, with
  // large uploads and builds under way some 300.
  health: { diskWarningMB: 2048, diskFailureMB: 256, ownMemoryWarningMB: 600, hostMemoryWarningPercent: 5 },
  registryMirror: null,
  retention: { keepDeployments: 10, keepImages: 5, logRetentionDays: 30, metricsDays: 30 },
};
