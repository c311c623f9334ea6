// What the upkeep of an installation is made of.
import type { AppEvent } from '../../contract/events.ts';
import type { BuildCacheAccess } from '../adapters/docker/connector.ts';
import type { Vitals } from '../adapters/docker/vitals.ts';
import type { Deployments } from '../features/deployments/service.ts';
import type { KeychainReader, Thresholds, VolumesReader } from '../features/health/ports.ts';
import type { Hosts } from '../features/hosts/service.ts';
import type { Logs } from '../features/logs/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { composeIngress } from './ingress.ts';
import type { Stores } from './stores.ts';

type Ways = ReturnType<typeof composeIngress>;

export interface UpkeepParts {
  readonly dataDir: string;
  readonly stores: Stores;
  readonly diagnostics: Diagnostics;
  readonly hosts: Hosts<Vitals & BuildCacheAccess>;
  readonly deployments: Deployments;
  readonly logs: Logs;
  readonly retention: () => {
    readonly keepDeployments: number;
    readonly logRetentionDays: number;
    /** Null: the cache of engines is left alone. */
    readonly unusedCacheDays: number | null;
  };
  readonly thresholds: Thresholds;
  readonly keychain: KeychainReader;
  readonly ingress: Ways['ingress'];
  readonly domains: Ways['domains'];
  readonly volumes: VolumesReader;
  readonly publish: (event: AppEvent) => void;
}
