// Rows to begin a test with.
import type { HostId, ProjectId } from '../../src/contract/ids.ts';
import { releaseDefaults } from '../../src/contract/projects.ts';
import type { Db } from '../../src/main/adapters/sqlite/db.ts';
import { createProjectStore } from '../../src/main/adapters/sqlite/project-store.ts';
import type { NewDeployment } from '../../src/main/features/deployments/ports/deployment-store.ts';
import type { NewProject, ProjectRow } from '../../src/main/features/projects/ports.ts';

export const LOCAL_HOST = 1 as HostId;

export const someSettings: ProjectRow['settings'] = {
  port: null,
  healthPath: '/healthz',
  healthTimeoutSeconds: 60,
  ...releaseDefaults,
  dockerfilePath: null,
  dockerfileOverride: null,
  isBuildCacheEnabled: true,
  memoryLimitMb: 512,
  cpuLimitMillicores: 1000,
  restartPolicy: 'unless-stopped',
  restartMaxRetries: null,
  pidsLimit: null,
  keepImageHistory: 5,
  autoRestart: false,
};

export function newProject(name: string, changes: Partial<NewProject> = {}): NewProject {
  return {
    name,
    slug: name.toLowerCase(),
    subdomain: name.toLowerCase(),
    source: { kind: 'git', repoUrl: `https://git.example/${name}.git`, branch: 'main', rootDirectory: '' },
    kind: null,
    framework: null,
    hostId: LOCAL_HOST,
    settings: someSettings,
    hasCredential: false,
    createdBy: null,
    ...changes,
  };
}

export function insertProject(db: Db, name: string): ProjectId {
  return createProjectStore(db).insert(newProject(name), 1000).id;
}

export function newDeployment(projectId: ProjectId, changes: Partial<NewDeployment> = {}): NewDeployment {
  return {
    projectId,
    hostId: LOCAL_HOST,
    trigger: 'manual',
    branch: 'main',
    commitSha: null,
    commitMessage: null,
    commitAuthor: null,
    committedAt: null,
    image: null,
    imageId: null,
    stages: [
      { name: 'source', status: 'pending', startedAt: null, finishedAt: null, detail: null, progress: null },
      { name: 'build', status: 'pending', startedAt: null, finishedAt: null, detail: null, progress: null },
    ],
    snapshot: {
      source: { kind: 'git', repoUrl: 'https://git.example/shop.git', branch: 'main', rootDirectory: '' },
      settings: someSettings,
      variables: [
        { key: 'GREETING', isSecret: false, value: 'hello' },
        { key: 'TOKEN', isSecret: true, sealed: 'v1:abc' },
      ],
      containerPort: 3000,
    },
    rollbackOf: null,
    imageOf: null,
    createdBy: null,
    ...changes,
  };
}
