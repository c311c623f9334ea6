// The database of an installation, and a repository for each table group. What cannot be read is left out and logged.
import { join } from 'node:path';
import { createDeploymentHistory } from '../adapters/sqlite/deployment-history.ts';
import { createApplicationStates } from '../adapters/sqlite/application-states.ts';
import { readDatabaseContents } from '../adapters/sqlite/database-contents.ts';
import { createDatabaseKeeper } from '../adapters/sqlite/database-keeper.ts';
import { createBackupStore } from '../adapters/sqlite/backup-store.ts';
import { createDeploymentStore } from '../adapters/sqlite/deployment-store.ts';
import { createDomainStore } from '../adapters/sqlite/domain-store.ts';
import { createErrorGroupStore } from '../adapters/sqlite/error-group-store.ts';
import { createEnvVarStore } from '../adapters/sqlite/env-var-store.ts';
import { createHealthStore } from '../adapters/sqlite/health-store.ts';
import { createHostKeyStore } from '../adapters/sqlite/host-key-store.ts';
import { createHostStore } from '../adapters/sqlite/host-store.ts';
import { createIngressStore } from '../adapters/sqlite/ingress-store.ts';
import { createKnownObjects } from '../adapters/sqlite/known-objects.ts';
import { createKeyRotationRecord, readInstallation } from '../adapters/sqlite/installation-store.ts';
import { createMetricsStore } from '../adapters/sqlite/metrics-store.ts';
import { createOldDeployments } from '../adapters/sqlite/old-deployments.ts';
import { openDatabase } from '../adapters/sqlite/open.ts';
import { createProjectStore } from '../adapters/sqlite/project-store.ts';
import { createRegistryStore } from '../adapters/sqlite/registry-store.ts';
import { createSearchableDeployments } from '../adapters/sqlite/searchable-deployments.ts';
import { createSealedValues, hasSealedValues, listSecretNames } from '../adapters/sqlite/sealed-values.ts';
import { createSessionStore } from '../adapters/sqlite/session-store.ts';
import { createSharedSecretStore } from '../adapters/sqlite/shared-secret-store.ts';
import { createSettingsStore } from '../adapters/sqlite/settings-store.ts';
import { createUploadStore } from '../adapters/sqlite/upload-store.ts';
import { createUserStore } from '../adapters/sqlite/user-store.ts';
import { createTransferStore } from '../adapters/sqlite/transfer-store.ts';
import { createLeftVolumeStore } from '../adapters/sqlite/left-volume-store.ts';
import { createFileIndex } from '../adapters/sqlite/volume-file-index.ts';
import { createVolumeStore } from '../adapters/sqlite/volume-store.ts';
import type { Diagnostics } from './diagnostics.ts';

export type Stores = ReturnType<typeof openStores>;

interface OpenStoresOptions {
  readonly dataDir: string;
  readonly migrations: string;
  readonly diagnostics: Diagnostics;
}

/** Throws DATABASE_UNUSABLE. */
export function openStores({ dataDir, migrations, diagnostics }: OpenStoresOptions) {
  const now = Date.now();
  const db = openDatabase({ file: join(dataDir, 'minipaas.db'), migrationsDir: migrations, now });
  const onUnreadable = (error: Error): void => diagnostics.error('A row cannot be read', { error });
  const sessions = createSessionStore(db);
  sessions.removeExpired(now);
  return {
    installation: readInstallation(db, now),
    deployments: createDeploymentStore(db, { onUnreadable }),
    deploymentHistory: createDeploymentHistory(db),
    metrics: createMetricsStore(db),
    projects: createProjectStore(db, { onUnreadable }),
    variables: createEnvVarStore(db),
    sharedSecrets: createSharedSecretStore(db),
    registries: createRegistryStore(db),
    volumes: createVolumeStore(db),
    leftVolumes: createLeftVolumeStore(db),
    volumeFiles: createFileIndex(db),
    uploads: createUploadStore(db),
    transfers: createTransferStore(db),
    domains: createDomainStore(db, { onUnreadable }),
    ingress: createIngressStore(db),
    hosts: createHostStore(db),
    hostKeys: createHostKeyStore(db),
    knownObjects: createKnownObjects(db),
    users: createUserStore(db),
    sessions,
    settings: createSettingsStore(db, {
      onUnusable: (key, problem) => diagnostics.warn('A stored setting is not used', { key, problem }),
    }),
    errorGroups: createErrorGroupStore(db),
    health: createHealthStore(db),
    database: createDatabaseKeeper(db, Date.now),
    applications: createApplicationStates(db),
    oldDeployments: createOldDeployments(db),
    backups: createBackupStore(db),
    searchableDeployments: createSearchableDeployments(db),
    hasSealedValues: () => hasSealedValues(db),
    secretNames: () => listSecretNames(db),
    sealedValues: createSealedValues(db),
    keyRotation: createKeyRotationRecord(db),
    /** How much there is, for a report of a problem. */
    contents: () => readDatabaseContents(db),
    /** A consistent copy while the database is in use. */
    copyTo: async (file: string) => void (await db.backup(file)),
    close: () => void db.close(),
  };
}
