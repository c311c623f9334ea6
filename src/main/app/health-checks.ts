// The checks of `GET /api/health/detailed`, in the order in which they are shown.
import { createApplicationsCheck } from '../features/health/checks/applications.ts';
import { createCertificateCheck } from '../features/health/checks/certificates.ts';
import { createClockCheck } from '../features/health/checks/clock.ts';
import { createDatabaseCheck, createDatabaseIntegrityCheck } from '../features/health/checks/database.ts';
import { createDiskCheck, createHostDiskCheck } from '../features/health/checks/disk.ts';
import { createEngineCheck } from '../features/health/checks/engine.ts';
import { createIngressCheck } from '../features/health/checks/ingress.ts';
import { createKeychainCheck } from '../features/health/checks/keychain.ts';
import { createLeftoversCheck } from '../features/health/checks/leftovers.ts';
import { createHostMemoryCheck, createMemoryCheck } from '../features/health/checks/memory.ts';
import { createQueueCheck } from '../features/health/checks/queue.ts';
import { createSshLinkCheck } from '../features/health/checks/ssh-link.ts';
import { createVolumesCheck } from '../features/health/checks/volumes.ts';
import type {
  ApplicationsReader,
  CertificateReader,
  CleanUpFix,
  DatabaseKeeper,
  DiskReader,
  HealthCheck,
  HostLinkReader,
  HostsReader,
  IngressReader,
  KeychainReader,
  Leftovers,
  QueueReader,
  Thresholds,
  VitalsReader,
  VolumesReader,
} from '../features/health/ports.ts';

export interface HealthCheckDeps {
  readonly hosts: HostsReader;
  readonly link: HostLinkReader['link'];
  readonly vitals: VitalsReader;
  readonly leftovers: Leftovers;
  readonly database: DatabaseKeeper;
  readonly freeBytes: DiskReader['freeBytes'];
  readonly cleanUpFix: CleanUpFix;
  readonly thresholds: Thresholds;
  readonly queue: QueueReader;
  readonly keychain: KeychainReader;
  readonly applications: ApplicationsReader;
  readonly ingress: IngressReader;
  readonly certificates: CertificateReader;
  readonly volumes: VolumesReader;
}

export function createHealthChecks(deps: HealthCheckDeps): readonly HealthCheck[] {
  const { hosts, vitals, database, cleanUpFix, thresholds } = deps;
  return [
    createEngineCheck(hosts),
    createSshLinkCheck(hosts, { link: deps.link }),
    createApplicationsCheck(deps.applications),
    createIngressCheck(hosts, deps.ingress),
    createCertificateCheck(deps.certificates, Date.now),
    createVolumesCheck(deps.volumes),
    createQueueCheck({ queue: deps.queue, hosts, now: Date.now }),
    createDatabaseCheck(database),
    createDatabaseIntegrityCheck(database),
    createDiskCheck({ disk: { freeBytes: deps.freeBytes }, cleanUpFix, thresholds }),
    createHostDiskCheck({ hosts, vitals, cleanUpFix, thresholds }),
    createMemoryCheck({ residentBytes: () => process.memoryUsage.rss() }, thresholds),
    createHostMemoryCheck(hosts, vitals, thresholds),
    createClockCheck(hosts, vitals),
    createKeychainCheck(deps.keychain),
    createLeftoversCheck(hosts, deps.leftovers),
  ];
}
