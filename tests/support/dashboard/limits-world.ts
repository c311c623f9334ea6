// How a change of settings comes out in the world in memory: limits reach what runs, everything else waits.
import {
  type Project,
  type ProjectSettings,
  type ResourceLimits,
  resourceLimits,
} from '../../../src/contract/projects.ts';

const limitKeys = Object.keys(resourceLimits.shape);

export function withSettings(project: Project, changes: Partial<ProjectSettings>): Project {
  const settings = { ...project.settings, ...changes };
  const { runningLimits } = project;
  const isOnlyLimits = Object.keys(changes).every((key) => limitKeys.includes(key));
  if (runningLimits === null || !isOnlyLimits) return { ...project, settings, hasPendingChanges: true };
  const wanted: ResourceLimits = resourceLimits.parse(settings);
  const isLifted = runningLimits.memoryLimitMb !== null && wanted.memoryLimitMb === null;
  return {
    ...project,
    settings,
    runningLimits: isLifted ? { ...wanted, memoryLimitMb: runningLimits.memoryLimitMb } : wanted,
    hasPendingChanges: project.hasPendingChanges || isLifted,
  };
}
