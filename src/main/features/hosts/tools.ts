// What miniPaaS keeps on a host for itself, and takes away with the host: everything of it can be made again. Pure.
import { carries, isOurContainer } from './ownership.ts';
import type { EngineObjects, Labels } from './ports/upkeep.ts';

export interface Tool {
  readonly kind: 'container' | 'volume' | 'network';
  /** As the engine knows it: the id, of a volume its name. */
  readonly id: string;
  readonly name: string;
  readonly tags: readonly [];
}

/** Containers of applications go with their projects, and so do their volumes; a volume of backups is somebody's data. */
const roles: ReadonlySet<string | undefined> = new Set(['ingress', 'layer-registry', 'helper']);

/** In the order in which they can be removed. */
export function toolsOn({ containers, volumes, networks }: EngineObjects, own: Labels): readonly Tool[] {
  const isTool = (labels: Labels): boolean => carries(labels, own) && roles.has(labels['minipaas.role']);
  return [
    ...containers
      .filter((container) => isOurContainer(container, own) && isTool(container.labels))
      .map(({ id, name }) => ({ kind: 'container', id, name, tags: [] }) as const),
    ...volumes
      .filter(({ name, labels }) => name.startsWith('minipaas-') && isTool(labels))
      .map(({ name }) => ({ kind: 'volume', id: name, name, tags: [] }) as const),
    ...networks
      .filter(({ labels }) => carries(labels, own))
      .map(({ id, name }) => ({ kind: 'network', id, name, tags: [] }) as const),
  ];
}
