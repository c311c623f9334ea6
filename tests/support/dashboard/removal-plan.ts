// What would go with a project of the world in memory.
import type { Project, RemovalPlan } from '../../../src/contract/projects.ts';

export function removalPlan({ id, name }: Project): RemovalPlan {
  return {
    project: { id, name },
    containers: [`minipaas-${name}-41`],
    images: [`minipaas/${name}:41`, `minipaas/${name}:40`],
    volumes: [],
    deploymentCount: 41,
    variableCount: 5,
    logBytes: 18_400_000,
    engineUnreachable: false,
  };
}
