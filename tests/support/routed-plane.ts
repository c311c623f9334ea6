// A whole control plane in this process, with an ingress that can be had without a registry, and what its tests do with it.
import type { Caller } from '../../src/contract/caller.ts';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId, UserId } from '../../src/contract/ids.ts';
import type { Ingress, IngressSettings } from '../../src/contract/ingress.ts';
import type { CreateProjectInput, Project } from '../../src/contract/projects.ts';
import { createEngineConnector } from '../../src/main/adapters/docker/connector.ts';
import { type ControlPlane, startControlPlane } from '../../src/main/app/control-plane.ts';
import { parseOptions } from '../../src/main/app/options.ts';
import type { IngressService } from '../../src/main/features/ingress/service.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { testEnvironment } from '../e2e/shells/shell.ts';
import { CADDY_IMAGE, ensureCaddyImage, NO_IMAGE } from './caddy-image.ts';
import { localHost } from './docker.ts';
import type { DockerHost } from './docker-hosts.ts';
import { DEPLOY_USER } from './docker-hosts/host-files.ts';
import { freePort } from './free-port.ts';
import { createRepository, type RepositoryFiles, type TestRepository } from './git-repository.ts';
import { ENGINE_PATIENCE_MS, inTime } from './patience.ts';

export const LOCAL = 1 as HostId;

export const caller: Caller = {
  userId: 1 as UserId,
  shell: 'browser',
  sessionId: null,
  signal: new AbortController().signal,
};

export interface RoutedPlane {
  readonly plane: ControlPlane;
  readonly dataDir: string;
  addProject(
    files: RepositoryFiles,
    input?: Omit<CreateProjectInput, 'repoUrl'>,
  ): Promise<{ readonly project: Project; readonly repository: TestRepository }>;
  /** Resolves when the row has ended, well or not. */
  deploy(id: ProjectId): Promise<Deployment>;
  rollback(id: DeploymentId): Promise<Deployment>;
  ended(id: DeploymentId): Promise<Deployment>;
  project(id: ProjectId): Project;
  install(hostId?: HostId, settings?: Partial<IngressSettings>): Promise<Ingress>;
  /** Over SSH, with the key that it shows. */
  addHost(name: string, machine: DockerHost, privateKeyPath: string): Promise<HostId>;
  /** Answers of the project so far, by the first digit of their status: 1xx to 5xx. */
  requestCounts(hostId: HostId, id: ProjectId): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** `env` over what lets Caddy be the ingress. */
export async function startRoutedPlane(
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<RoutedPlane> {
  await prepareEngine();
  const connection = await createEngineConnector().connect(localHost, {
    signal: AbortSignal.timeout(240_000),
    onEvent: () => undefined,
  });
  try {
    await ensureCaddyImage(connection.engine);
  } finally {
    await connection.close();
  }
  const dataDir = makeDataFolder('routed');
  const plane = await startControlPlane(parseOptions(['--data-dir', dataDir, ...flags], {}), {
    ...process.env,
    ...testEnvironment,
    MINIPAAS_INGRESS_DRIVER: 'caddy',
    MINIPAAS_INGRESS_CADDY_IMAGE: CADDY_IMAGE,
    MINIPAAS_INGRESS_TRAEFIK_IMAGE: NO_IMAGE,
    ...env,
  });
  const { services } = plane;
  let count = 0;

  async function ended(id: DeploymentId): Promise<Deployment> {
    const watching = new AbortController();
    const events = plane.events.subscribe(watching.signal);
    const look = async (): Promise<Deployment> => (await services.deployments.get({ id }, caller)) as Deployment;
    let last = '';
    const watch = async (): Promise<Deployment> => {
      for await (const event of events) {
        if (event.type === 'ready' || (event.type === 'deployment' && event.deployment.id === id)) {
          const row = await look();
          last = `${row.status}, ${JSON.stringify(row.stages)}`;
          if (row.finishedAt !== null) {
            return row;
          }
        }
      }
      throw new Error('The control plane has ended.');
    };
    try {
      return await inTime(`the end of deployment ${id}`, watch(), () => last, ENGINE_PATIENCE_MS);
    } finally {
      watching.abort();
    }
  }

  return {
    plane,
    dataDir,
    ended,
    async addProject(files, input = {}) {
      count += 1;
      const repository = createRepository(dataDir, `app-${count}`);
      repository.commit(files);
      const name = `${dataDir.slice(-6).toLowerCase()}-${count}`;
      const project = await services.projects.create({ name, repoUrl: repository.path, ...input }, caller);
      return { project: project as Project, repository };
    },
    async deploy(id) {
      const { id: deployment } = await services.deployments.create({ id }, caller);
      return ended(deployment as DeploymentId);
    },
    async rollback(id) {
      const { id: deployment } = await services.deployments.rollback({ id }, caller);
      return ended(deployment as DeploymentId);
    },
    project: (id) => services.projects.get({ id }, caller) as Project,
    async install(hostId = LOCAL, settings = {}) {
      const [httpPort, httpsPort] = [await freePort(), await freePort()];
      // Caddy's certificates are asked for on the port inside; the host's may be any.
      await services.ingress.update({ id: hostId, httpPort, httpsPort, ...settings }, caller);
      return (await services.ingress.install({ id: hostId }, caller)) as Ingress;
    },
    async addHost(name, { address }, privateKeyPath) {
      const input = { name, kind: 'ssh' as const, address, user: DEPLOY_USER.name, privateKeyPath };
      const refused = await Promise.resolve(services.hosts.test(input, caller));
      const hostKeyFingerprint = refused.error?.details?.['fingerprint'];
      const known = hostKeyFingerprint === undefined ? {} : { hostKeyFingerprint };
      return (await services.hosts.add({ ...input, ...known }, caller)).id as HostId;
    },
    async requestCounts(hostId, id) {
      // What metrics are given: no call of the contract.
      const counter = services.ingress as unknown as Pick<IngressService, 'requestCounts'>;
      const counts = await counter.requestCounts(hostId);
      return counts?.find(({ projectId }) => projectId === id)?.responses ?? [];
    },
    async close() {
      await plane.close();
      await removeInstallation(dataDir);
    },
  };
}

/** Answers with its deployment, at once or after a fifth of a second. At SIGTERM some end as they should, some drop everything, and some ignore it. */
export const threeKindsOfApplication: RepositoryFiles = {
  Dockerfile: 'FROM node:local\nCOPY server.js .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'server.js': `const server = require('http').createServer((request, response) => {
  request.resume();
  setTimeout(() => response.end(process.env.MINIPAAS_DEPLOYMENT), request.url === '/slow' ? 200 : 0);
});
server.listen(3000);
const endsWell = () => server.close(() => process.exit(0));
const dropsAll = () => process.exit(1);
const staysOn = () => {};
const number = Number(process.env.MINIPAAS_DEPLOYMENT);
process.on('SIGTERM', number % 20 === 3 ? staysOn : number % 2 === 0 ? endsWell : dropsAll);
`,
};
