// Traefik 3 as the ingress of a host.
import type { IngressDriver } from '../../features/ingress/ports.ts';
import { DYNAMIC, METRICS_PORT, traefikCommand, traefikRoutes, traefikService } from './traefik-config.ts';
import { readTraefikCounts } from './traefik-counts.ts';

export const traefik: IngressDriver = {
  program: 'traefik',
  // Its throttle, and what it takes to see a file change.
  settleMs: 1_500,
  dataPath: '/data',
  command: traefikCommand,
  configuration: (table) => [{ path: `${DYNAMIC}/routes.yml`, text: traefikRoutes(table) }],
  // It watches the folder.
  reload: null,
  point: (pointer) => [{ path: serviceFile(pointer.slug), text: traefikService(pointer) }],
  listPointers: ['find', DYNAMIC, '-name', 'service-*.yml'],
  // The file of a project says where to and nothing else does: only those of projects that are gone are in the way.
  stalePointers(listing, pointers, slug) {
    const needed = new Set(pointers.map((pointer) => serviceFile(pointer.slug)));
    return slug === undefined ? listing.split('\n').filter((path) => path !== '' && !needed.has(path)) : [];
  },
  countCommand: () => ['wget', '-q', '-O', '-', `http://127.0.0.1:${METRICS_PORT}/metrics`],
  readCounts: readTraefikCounts,
  certificateProblem(lines, hostName) {
    const found = lines.findLast((line) => line.includes(hostName) && /unable to obtain acme certificate/i.test(line));
    const said = found === undefined ? null : /error="?((?:[^"\\]|\\.)+)"?/.exec(found);
    return said?.[1]?.replaceAll('\\"', '"') ?? null;
  },
};

const serviceFile = (slug: string): string => `${DYNAMIC}/service-${slug}.yml`;
