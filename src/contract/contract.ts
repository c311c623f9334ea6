import { buildCacheContract } from './build-cache.ts';
import { backupsContract } from './backups.ts';
import { cleanupContract } from './cleanup.ts';
import { deploymentsContract } from './deployments.ts';
import { diagnosticsContract } from './diagnostics.ts';
import { domainsContract } from './domains.ts';
import { environmentContract } from './environment.ts';
import { errorGroupsContract } from './error-groups.ts';
import { eventsContract } from './events.ts';
import { filesContract } from './files.ts';
import { forwardsContract } from './forwards.ts';
import { healthContract } from './health.ts';
import { hostsContract } from './hosts.ts';
import { identityContract } from './identity.ts';
import { installationContract } from './installation.ts';
import { ingressContract } from './ingress.ts';
import { logsContract } from './logs.ts';
import { metricsContract } from './metrics.ts';
import { projectsContract } from './projects.ts';
import { registriesContract } from './registries.ts';
import { settingsContract } from './settings.ts';
import { sharedSecretsContract } from './shared-secrets.ts';
import { sourcesContract } from './sources.ts';
import { terminalsContract } from './terminals.ts';
import { transfersContract } from './transfers.ts';
import { volumesContract } from './volumes.ts';

/** Everything that crosses a process or a socket as a call. REST paths are below `/api`. */
export const contract = {
  backups: backupsContract,
  buildCache: buildCacheContract,
  cleanup: cleanupContract,
  deployments: deploymentsContract,
  diagnostics: diagnosticsContract,
  domains: domainsContract,
  environment: environmentContract,
  errorGroups: errorGroupsContract,
  events: eventsContract,
  files: filesContract,
  forwards: forwardsContract,
  health: healthContract,
  hosts: hostsContract,
  identity: identityContract,
  installation: installationContract,
  ingress: ingressContract,
  logs: logsContract,
  metrics: metricsContract,
  projects: projectsContract,
  registries: registriesContract,
  settings: settingsContract,
  sharedSecrets: sharedSecretsContract,
  sources: sourcesContract,
  terminals: terminalsContract,
  transfers: transfersContract,
  volumes: volumesContract,
};
export type Contract = typeof contract;
