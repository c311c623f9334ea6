// One project of the world has a minipaas.json.
import type { Deployment } from '../../../src/contract/deployments.ts';
import type { ReleaseOrigins } from '../../../src/contract/release-origins.ts';

export const PROJECT_WITH_FILE = 1;

export function originsOf({ projectId }: Deployment): ReleaseOrigins {
  if (projectId !== PROJECT_WITH_FILE) {
    return { hasFile: false, values: [] };
  }
  return {
    hasFile: true,
    values: [
      { key: 'port', value: '3000', origin: 'file', overruled: null },
      { key: 'health.path', value: '/up', origin: 'project', overruled: '/healthz' },
      { key: 'health.readyWithinSeconds', value: '60', origin: 'default', overruled: null },
      { key: 'release.command', value: 'npx prisma migrate deploy', origin: 'file', overruled: null },
      { key: 'variables.LOG_LEVEL', value: 'info', origin: 'file', overruled: null },
      { key: 'variables.DATABASE_URL', value: null, origin: 'project', overruled: null },
      { key: 'volumes.storage', value: '/app/storage', origin: 'file', overruled: null },
    ],
  };
}
