// The checks of `GET /api/health/detailed`, in the order in which they are shown.
import { statfs } from 'node:fs/promises';
import { createDatabaseCheck } from '../features/health/checks/database.ts';
import { createDiskCheck } from '../features/health/checks/disk.ts';
import { createEngineCheck } from '../features/health/checks/engine.ts';
import { createKeychainCheck } from '../features/health/checks/keychain.ts';
import { createQueueCheck } from '../features/health/checks/queue.ts';
import type { HealthCheck, HostsReader, KeychainReader, QueueReader } from '../features/health/ports.ts';

export interface HealthCheckDeps {
  readonly dataDir: string;
  readonly hosts: HostsReader;
  readonly queue: QueueReader;
  readonly keychain: KeychainReader;
  readonly probeDatabase: () => void;
}

export function createHealthChecks({
  dataDir,
  hosts,
  queue,
  keychain,
  probeDatabase,
}: HealthCheckDeps): readonly HealthCheck[] {
  const freeBytes = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  };
  return [
    createEngineCheck(hosts),
    createDatabaseCheck({ probe: probeDatabase }),
    createDiskCheck({ freeBytes }),
    createQueueCheck(queue, Date.now),
    createKeychainCheck(keychain),
  ];
}
