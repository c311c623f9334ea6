// A container as the engine's API takes it. Pure.
import type Docker from 'dockerode';
import type { ContainerLimits, ContainerSpec } from '../../features/deployments/ports.ts';
import { cpuQuota } from './cpu-quota.ts';
import type { EngineTraits } from './engine-facts.ts';

type HostConfig = Docker.HostConfig;

export function containerBody(
  spec: ContainerSpec,
  traits: Pick<EngineTraits, 'hasInit' | 'logDriver'>,
): Docker.ContainerCreateOptions {
  const ports = portBindings(spec);
  return {
    Image: spec.image,
    ...(spec.command === undefined ? {} : commandBody(spec.command)),
    Env: [...spec.env].map(([key, value]) => `${key}=${value}`),
    Labels: { ...spec.labels },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: spec.network,
      PortBindings: ports,
      Binds: (spec.mounts ?? []).map(
        ({ dockerName, path, isReadOnly }) => `${dockerName}:${path}${isReadOnly === true ? ':ro' : ''}`,
      ),
      RestartPolicy: restartPolicy(spec),
      // Programs that raise their rights (sudo, setuid files) have no place in an application; those that drop them (gosu) go on.
      SecurityOpt: ['no-new-privileges'],
      // As process 1 an application would have to reap orphans itself, and one without a handler would ignore SIGTERM: every stop
      // would last the whole grace.
      ...(traits.hasInit ? { Init: true } : {}),
      ...cpuLimit(spec.cpuMillicores),
      ...memoryLimit(spec.memoryBytes),
      ...(spec.pidsLimit === null ? {} : { PidsLimit: spec.pidsLimit }),
      ...logLimit(traits.logDriver),
    },
  };
}

/** The image's own entry point and health check are for its application. */
function commandBody([program = '', ...args]: readonly string[]): Docker.ContainerCreateOptions {
  return { Entrypoint: [program], Cmd: args, Healthcheck: { Test: ['NONE'] } };
}

function portBindings(spec: ContainerSpec): Docker.PortMap {
  if (spec.command !== undefined) {
    return {};
  }
  const healthPort = spec.healthPort === spec.containerPort ? null : spec.healthPort;
  return {
    // An empty port: the engine picks a free one.
    [`${spec.containerPort}/tcp`]: [
      { HostIp: spec.publishAddress, HostPort: spec.publishPort === 0 ? '' : String(spec.publishPort) },
    ],
    ...(healthPort === null ? {} : { [`${healthPort}/tcp`]: [{ HostIp: spec.publishAddress, HostPort: '' }] }),
  };
}

/** What can be changed of a container that is there. `memoryBytes` null leaves the limit: an engine takes no "none". */
export function limitsBody(limits: ContainerLimits): HostConfig {
  return {
    RestartPolicy: restartPolicy(limits),
    // A quota of -1 and zero processes lift what was set before.
    ...(limits.cpuMillicores === null ? { CpuQuota: -1 } : cpuLimit(limits.cpuMillicores)),
    ...memoryLimit(limits.memoryBytes),
    PidsLimit: limits.pidsLimit ?? 0,
  };
}

/** The engine refuses a number of retries with every other policy. */
function restartPolicy({ restartPolicy: name, restartMaxRetries }: ContainerLimits): Docker.HostRestartPolicy {
  return name === 'on-failure' && restartMaxRetries !== null
    ? { Name: name, MaximumRetryCount: restartMaxRetries }
    : { Name: name };
}

function cpuLimit(millicores: number | null): HostConfig {
  if (millicores === null) {
    return {};
  }
  const { period, quota } = cpuQuota(millicores);
  return { CpuPeriod: period, CpuQuota: quota };
}

/** Without swap: a limit that is exceeded onto a disk is none. */
function memoryLimit(bytes: number | null): HostConfig {
  return bytes === null ? {} : { Memory: bytes, MemorySwap: bytes };
}

/**
 * The engine's own log is where ours is read from, not where it is kept: it is bounded, so that no application fills the disk, but
 * wide enough for a burst. While the engine turns to a new file, a reader that is behind by more than a file loses lines:
 * with the usual 3 × 10 MB, 60 % of a million lines written at full speed.
 */
function logLimit(driver: string): HostConfig {
  return driver === 'json-file' ? { LogConfig: { Type: driver, Config: { 'max-size': '200m', 'max-file': '2' } } } : {};
}
