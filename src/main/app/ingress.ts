// The ingress of each host and the domains of projects, put together.
import type { AppEvent } from '../../contract/events.ts';
import type { HostId } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { caddy } from '../adapters/ingress/caddy.ts';
import { createDomainLookup } from '../adapters/ingress/domain-lookup.ts';
import { passwordHasher } from '../adapters/ingress/password-hasher.ts';
import { proofAnswer, proofPath } from '../adapters/ingress/paths.ts';
import { traefik } from '../adapters/ingress/traefik.ts';
import { NETWORK } from '../features/deployments/names.ts';
import { createDomains } from '../features/ingress/domains.ts';
import type { HostReader, IngressEngine, ProjectReader, ReleaseReader } from '../features/ingress/ports.ts';
import { createIngress } from '../features/ingress/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';

export interface IngressWiring {
  readonly stores: Pick<Stores, 'ingress' | 'domains' | 'projects' | 'deployments' | 'hosts'>;
  readonly engine: (id: HostId) => Promise<{ readonly ingress: IngressEngine }>;
  readonly settings: () => Settings;
  readonly labels: Readonly<Record<string, string>>;
  readonly publish: (event: AppEvent) => void;
  readonly diagnostics: Diagnostics;
}

export function composeIngress({ stores, engine, settings, labels, publish, diagnostics }: IngressWiring) {
  const projects: ProjectReader = {
    get(id) {
      const row = stores.projects.get(id);
      return row?.removalRequestedAt === null ? row : null;
    },
    list: () => stores.projects.list().filter((row) => row.removalRequestedAt === null),
  };
  const hosts: HostReader = {
    nameOf: (id) => stores.hosts.get(id)?.name ?? null,
    kindOf: (id) => (stores.hosts.isRemoved(id) ? null : (stores.hosts.get(id)?.kind ?? null)),
    engine: async (id) => (await engine(id)).ingress,
  };
  const ingress = createIngress({
    store: stores.ingress,
    domains: stores.domains,
    projects,
    releases: createReleaseReader(stores),
    hosts,
    drivers: { caddy, traefik },
    defaults: () => {
      const { driver, traefikImage, caddyImage } = settings().ingress;
      return { driver, images: { traefik: traefikImage, caddy: caddyImage } };
    },
    labels,
    network: NETWORK,
    clock: systemClock,
    events: { publish },
    diagnostics,
  });
  const token = ingress.token;
  const domains = createDomains({
    domains: stores.domains,
    store: stores.ingress,
    projects,
    hosts,
    ingress,
    hasher: passwordHasher,
    lookup: createDomainLookup(() => settings().ingress.nameServers),
    proof: { path: proofPath(token), answer: proofAnswer(token) },
    clock: systemClock,
    events: { publish },
    diagnostics,
  });
  return { ingress, domains };
}

function createReleaseReader({ deployments }: Pick<Stores, 'deployments'>): ReleaseReader {
  return {
    targetOf(projectId) {
      const row = deployments.current(projectId);
      const port = row?.snapshot.containerPort ?? null;
      return row?.status !== 'running' || row.containerId === null || port === null
        ? null
        : { deploymentId: row.id, containerId: row.containerId, port };
    },
  };
}
