import { describe, expect, it } from 'vitest';
import { containerBody, limitsBody } from './container-body.ts';

const spec = {
  name: 'minipaas-shop-7',
  image: 'minipaas/shop:7',
  env: new Map([
    ['PORT', '3000'],
    ['TOKEN', 'a=b'],
  ]),
  labels: { a: '1' },
  network: 'minipaas',
  containerPort: 3000,
  healthPort: null,
  publishAddress: '127.0.0.1',
  publishPort: 0,
  memoryBytes: null,
  cpuMillicores: null,
  restartPolicy: 'unless-stopped' as const,
  restartMaxRetries: null,
  pidsLimit: null,
};

describe('a container as the engine takes it', () => {
  it('runs a command in place of all that the image would start, without a port', () => {
    const body = containerBody({ ...spec, command: ['npm', 'run', 'migrate'] }, { hasInit: true, logDriver: 'none' });
    expect(body).toMatchObject({
      Entrypoint: ['npm'],
      Cmd: ['run', 'migrate'],
      Healthcheck: { Test: ['NONE'] },
      ExposedPorts: {},
      HostConfig: { PortBindings: {} },
    });
  });

  it('has a port that the engine picks, one init, and no way to more rights', () => {
    expect(containerBody(spec, { hasInit: true, logDriver: 'json-file' })).toEqual({
      Image: 'minipaas/shop:7',
      Env: ['PORT=3000', 'TOKEN=a=b'],
      Labels: { a: '1' },
      ExposedPorts: { '3000/tcp': {} },
      HostConfig: {
        NetworkMode: 'minipaas',
        PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        Binds: [],
        RestartPolicy: { Name: 'unless-stopped' },
        SecurityOpt: ['no-new-privileges'],
        Init: true,
        LogConfig: { Type: 'json-file', Config: { 'max-size': '200m', 'max-file': '2' } },
      },
    });
  });

  it('mounts what it only reads so that nobody in it writes', () => {
    const mounts = [
      { dockerName: 'data', path: '/data' },
      { dockerName: 'secrets', path: '/run/secrets', isReadOnly: true },
    ];
    const { HostConfig } = containerBody({ ...spec, mounts }, { hasInit: true, logDriver: 'none' });
    expect(HostConfig?.Binds).toEqual(['data:/data', 'secrets:/run/secrets:ro']);
  });

  it('has limits that can be lifted later, and leaves other log drivers alone', () => {
    const limited = { ...spec, publishPort: 8080, memoryBytes: 64, cpuMillicores: 250, pidsLimit: 99 };
    expect(containerBody(limited, { hasInit: false, logDriver: 'journald' }).HostConfig).toEqual({
      NetworkMode: 'minipaas',
      PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
      Binds: [],
      RestartPolicy: { Name: 'unless-stopped' },
      SecurityOpt: ['no-new-privileges'],
      CpuPeriod: 100_000,
      CpuQuota: 25_000,
      Memory: 64,
      MemorySwap: 64,
      PidsLimit: 99,
    });
  });

  it('counts retries only where it restarts after failures', () => {
    const counted = { ...spec, restartMaxRetries: 3 };
    const traits = { hasInit: false, logDriver: '' };
    expect(containerBody(counted, traits).HostConfig?.RestartPolicy).toEqual({ Name: 'unless-stopped' });
    const onFailure = { ...counted, restartPolicy: 'on-failure' as const };
    expect(containerBody(onFailure, traits).HostConfig?.RestartPolicy).toEqual({
      Name: 'on-failure',
      MaximumRetryCount: 3,
    });
  });

  it('lifts limits of a container that is there, but for memory, which an engine cannot', () => {
    expect(limitsBody(spec)).toEqual({ RestartPolicy: { Name: 'unless-stopped' }, CpuQuota: -1, PidsLimit: 0 });
    expect(limitsBody({ ...spec, memoryBytes: 64, cpuMillicores: 250, pidsLimit: 99 })).toMatchObject({
      CpuPeriod: 100_000,
      CpuQuota: 25_000,
      Memory: 64,
      MemorySwap: 64,
      PidsLimit: 99,
    });
  });

  it('never asks for less than the kernel gives', () => {
    expect(containerBody({ ...spec, cpuMillicores: 1 }, { hasInit: false, logDriver: '' }).HostConfig).toMatchObject({
      CpuQuota: 1_000,
    });
  });
});
