// What bounds a container: read out of settings, and what of a change a running container can take.
import type { ProjectSettings, ResourceLimits } from '../../../contract/projects.ts';
import type { ContainerLimits } from './ports.ts';

const BYTES_PER_MB = 1024 * 1024;

const keys = [
  'memoryLimitMb',
  'cpuLimitMillicores',
  'pidsLimit',
  'restartPolicy',
  'restartMaxRetries',
] as const satisfies readonly (keyof ResourceLimits)[];

export function limitsOf(settings: ResourceLimits): ResourceLimits {
  const { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy, restartMaxRetries } = settings;
  return { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy, restartMaxRetries };
}

export function containerLimits(limits: ResourceLimits): ContainerLimits {
  return {
    memoryBytes: limits.memoryLimitMb === null ? null : limits.memoryLimitMb * BYTES_PER_MB,
    cpuMillicores: limits.cpuLimitMillicores,
    pidsLimit: limits.pidsLimit,
    restartPolicy: limits.restartPolicy,
    restartMaxRetries: limits.restartMaxRetries,
  };
}

/**
 * What the running container is to have; null when it has it. Engines set a memory limit of a container that is there, but never lift
 * it: that waits for the next container.
 */
export function planLimits(running: ResourceLimits, wanted: ResourceLimits): ResourceLimits | null {
  const live = { ...wanted, memoryLimitMb: wanted.memoryLimitMb ?? running.memoryLimitMb };
  return keys.some((key) => live[key] !== running[key]) ? live : null;
}

/** One line for the runtime log. */
export function describeLimits(limits: Pick<ProjectSettings, keyof ResourceLimits>): string {
  const { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy, restartMaxRetries } = limits;
  const retries =
    restartPolicy === 'on-failure' && restartMaxRetries !== null ? `, at most ${restartMaxRetries} times` : '';
  return [
    `memory ${memoryLimitMb === null ? 'without limit' : `${memoryLimitMb} MB`}`,
    `CPU ${cpuLimitMillicores === null ? 'without limit' : `${cpuLimitMillicores} millicores`}`,
    `processes ${pidsLimit === null ? 'without limit' : pidsLimit}`,
    `restart ${restartPolicy}${retries}`,
  ].join('; ');
}
