// Fixes that the dashboard can offer as a button.
import type { ExplanationStep } from '../../../../contract/explanation.ts';
import type { Caught, Failure } from './recogniser.ts';

const MAX_MEMORY_MB = 1_048_576;

/** Twice as much; nothing where no limit was set or the build failed, which that limit does not bound. */
export function moreMemory(_caught: Caught, { phase, settings }: Failure): ExplanationStep | null {
  const { memoryLimitMb } = settings;
  return phase === 'build' || memoryLimitMb === null
    ? null
    : { type: 'setMemory', memoryLimitMb: Math.min(memoryLimitMb * 2, MAX_MEMORY_MB) };
}

export function portStep({ port }: Caught, { settings }: Failure): ExplanationStep | null {
  const wanted = Number(port);
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= 65_535 && wanted !== settings.port
    ? { type: 'setPort', port: wanted }
    : null;
}

export function variableStep({ name = '' }: Caught): ExplanationStep | null {
  const keys = name.split(/[,\s]+/).filter((key) => /^[A-Za-z_]\w{0,254}$/.test(key));
  return keys.length === 0 ? null : { type: 'setVariables', keys };
}

/** Ports below 1024 are for root; an application that honours PORT then listens here. */
export function unprivilegedPort({ port }: Caught, { settings }: Failure): ExplanationStep | null {
  return settings.port !== null && String(settings.port) === port ? { type: 'setPort', port: 8080 } : null;
}
