// What stands on a host for its ingress, decided before anything is touched. Pure.
import { createHash } from 'node:crypto';
import type { HostId } from '../../../contract/ids.ts';
import type { IngressProgram } from '../../../contract/ingress.ts';
import type { IngressContainer, IngressContainerSpec, IngressDefaults, IngressDriver, IngressRow } from './ports.ts';
import type { RouteTable } from './ports/routes.ts';

export const INGRESS_ROLE = { 'minipaas.role': 'ingress' } as const;
const SPEC_LABEL = 'minipaas.ingress';

const FIRST_MACHINE_PORT = 17_080;
const MACHINE_PORTS = 900;

/**
 * Where names of a machine are reached on that machine alone, when the usual ports are everybody's. One for each host, so that all can be
 * opened here; from another number on in each installation, so that two of them may share a host.
 */
export function machinePort(hostId: HostId, labels: Readonly<Record<string, string>>): number {
  const offset = createHash('sha256')
    .update(labels['minipaas.instance'] ?? '')
    .digest()
    .readUInt32BE();
  return FIRST_MACHINE_PORT + ((offset + hostId) % MACHINE_PORTS);
}

export const isPublic = (row: Pick<IngressRow, 'isPublic'>, kind: 'local' | 'ssh'): boolean =>
  row.isPublic ?? kind === 'ssh';

export interface Wish {
  readonly row: Pick<IngressRow, 'driver' | 'isWanted'>;
  readonly defaults: Pick<IngressDefaults, 'driver'>;
  readonly kind: 'local' | 'ssh';
  /** Something runs there. */
  readonly hasReleases: boolean;
}

/** The program to install, the other one to fall back on; empty for none. */
export function wantedPrograms({ row, defaults, kind, hasReleases }: Wish): readonly IngressProgram[] {
  const driver = row.driver ?? defaults.driver;
  // A server's ports are its owner's: nothing takes them unasked. This machine's own names are what a person expects.
  const isWanted = row.isWanted ?? (kind === 'local' && hasReleases);
  if (!isWanted || driver === 'none') {
    return [];
  }
  return driver === 'traefik' ? ['traefik', 'caddy'] : ['caddy', 'traefik'];
}

export interface Installation {
  readonly hostId: HostId;
  readonly driver: IngressDriver;
  readonly image: string;
  readonly row: Pick<IngressRow, 'httpPort' | 'httpsPort'>;
  readonly table: RouteTable;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
}

const HTTP = 80;
const HTTPS = 443;
const MACHINE = 8081;
const EVERYWHERE = '0.0.0.0';
const THIS_MACHINE = '127.0.0.1';

/** Without its files. */
export function ingressSpec(installation: Installation): Omit<IngressContainerSpec, 'files'> {
  const { hostId, driver, image, row, table, labels, network } = installation;
  const suffix = (labels['minipaas.instance'] ?? 'other').slice(0, 8);
  const address = table.isPublic ? EVERYWHERE : THIS_MACHINE;
  const spec = {
    name: `minipaas-ingress-${suffix}`,
    image,
    command: driver.command(table),
    network,
    ports: [
      { container: HTTP, host: row.httpPort, address },
      { container: HTTPS, host: row.httpsPort, address },
      ...(table.isPublic ? [{ container: MACHINE, host: machinePort(hostId, labels), address: THIS_MACHINE }] : []),
    ],
    // Certificates and keys outlive it.
    volumes: [{ name: `minipaas-ingress-${suffix}`, path: driver.dataPath }],
  };
  const digest = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 16);
  return { ...spec, labels: { ...labels, ...INGRESS_ROLE, [SPEC_LABEL]: digest } };
}

/** It was made as it would be made now, and is still where the applications are: somebody may have removed their network. */
export function isAsWanted(
  found: Pick<IngressContainer, 'labels' | 'networks'>,
  spec: Pick<IngressContainerSpec, 'labels' | 'network'>,
): boolean {
  return found.labels[SPEC_LABEL] === spec.labels[SPEC_LABEL] && found.networks.includes(spec.network);
}

export const digestOf = (table: RouteTable): string => createHash('sha256').update(JSON.stringify(table)).digest('hex');
