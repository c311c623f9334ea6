// What `minipaas config init` writes and docs/configuration.md shows: every key with its default, commented out. A test holds
// it against the schema and the defaults.

export const configurationExample = `// The configuration of miniPaaS. What stands here wins over the settings page of the dashboard, and the environment wins over
// this file. "minipaas config check" looks for mistakes, "minipaas config show" tells which value is in force and why.
// Changes are read at once, but for those marked "next start".
module.exports = {
  // Given to applications as PORT where none is set or found.
  // defaultPort: 3000,

  // Builds at once; more wait in the queue. 1 to 32.
  // maxConcurrentBuilds: 2,

  // Whether new projects build with the engine's cache.
  // buildCacheEnabled: true,

  // Seconds after which a build is given up.
  // buildTimeoutSeconds: 1800,

  // What one build may use, where the engine can bound it. null: no limit. Megabytes, and thousandths of a core.
  // buildMemoryMB: null,
  // buildCPUMillicores: null,

  // What a new project gets; each can decide otherwise. null: no limit.
  resourceLimits: {
    // defaultMemoryMB: 512,
    // defaultCPUMillicores: 1000,
    // Processes and threads.
    // defaultPidsLimit: 4096,
  },

  // What generated Dockerfiles begin with; {version} becomes the version that the project asks for.
  baseImages: {
    // node: 'node:{version}-slim',
    // python: 'python:{version}-slim',
    // go: 'golang:{version}',
    // static: 'busybox:stable',
    // goRuntime: 'gcr.io/distroless/static-debian12',
  },

  // Put before these images: 'registry.example.com/mirror'. null: none.
  // registryMirror: null,

  buildCache: {
    // Of the registry for layers that can be installed on a host.
    // registryImage: 'registry:2',
    // The daily clean-up clears what no build on an engine has used for so many days. null: never.
    // unusedDays: null,
  },

  // What routes names to applications on a host: 'traefik', 'caddy' or 'none', unless the host says otherwise.
  ingress: {
    // driver: 'traefik',
    // traefikImage: 'traefik:v3.5',
    // caddyImage: 'caddy:2',
    // Asked where a domain leads, before a certificate is asked for: ['192.0.2.53', '192.0.2.54:5353']. None: those of this machine.
    // nameServers: [],
  },

  // Bytes that a new volume may hold.
  // volumeDefaultSize: 5 * 1024 * 1024 * 1024,

  volumes: {
    // Whether a project gets a volume at its first deployment, unless it says otherwise, and where it is mounted.
    // createDefault: false,
    // defaultMountPath: '/app/storage',
    // What files of volumes are reached with; where it cannot be had, another image stands in.
    // helperImage: 'busybox:stable',
  },

  retention: {
    // Deployments of a project that are kept with their logs.
    // keepDeployments: 10,
    // Images of a new project kept for rollback, the running one included.
    // keepImages: 5,
    // Days.
    // logRetentionDays: 30,
    // metricsDays: 30,
  },

  // Where the health page begins to warn.
  health: {
    // Free on the disk of the data folder and on those of engines.
    // diskWarningMB: 2048,
    // diskFailureMB: 256,
    // Used by miniPaaS itself.
    // ownMemoryWarningMB: 600,
    // Of a host's memory that is still available.
    // hostMemoryWarningPercent: 5,
  },

  // Next start. debug, info, warn or error.
  // logLevel: 'info',

  // Next start. Where the dashboard of the headless shell listens.
  listener: {
    // port: 7070,
    // host: '127.0.0.1',
    // Names besides this machine's own under which it is reached: ['paas.example.com'].
    // allowedHosts: [],
    // True where a proxy in front says who asks, and nobody else can connect.
    // trustProxy: false,
  },

  // Next start. The GitHub application that logs people in; its secret is the variable MINIPAAS_GITHUB_CLIENT_SECRET.
  github: {
    // clientId: '',
    // url: 'https://github.com',
    // apiUrl: 'https://api.github.com',
    // allowedUsers: [],
  },
};
`;
