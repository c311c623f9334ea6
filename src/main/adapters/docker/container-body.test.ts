import { describe, expect, it } from 'vitest';
import { containerBody } from './container-body.ts';

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
  publishAddress: '127.0.0.1',
  publishPort: 0,
  memoryBytes: null,
  cpuMillicores: null,
  restartPolicy: 'unless-stopped' as const,
};

describe('a container as the engine takes it', () => {
  it('has a port that the engine picks, one init, and no way to more rights', () => {
    expect(containerBody(spec, { hasInit: true, logDriver: 'json-file' })).toEqual({
      Image: 'minipaas/shop:7',
      Env: ['PORT=3000', 'TOKEN=a=b'],
      Labels: { a: '1' },
      ExposedPorts: { '3000/tcp': {} },
      HostConfig: {
        NetworkMode: 'minipaas',
        PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        RestartPolicy: { Name: 'unless-stopped' },
        SecurityOpt: ['no-new-privileges'],
        Init: true,
        LogConfig: { Type: 'json-file', Config: { 'max-size': '200m', 'max-file': '2' } },
      },
    });
  });

  it('has limits that can be lifted later, and leaves other log drivers alone', () => {
    const limited = { ...spec, publishPort: 8080, memoryBytes: 64, cpuMillicores: 250 };
    expect(containerBody(limited, { hasInit: false, logDriver: 'journald' }).HostConfig).toEqual({
      NetworkMode: 'minipaas',
      PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
      RestartPolicy: { Name: 'unless-stopped' },
      SecurityOpt: ['no-new-privileges'],
      CpuPeriod: 100_000,
      CpuQuota: 25_000,
      Memory: 64,
      MemorySwap: 64,
    });
  });

  it('never asks for less than the kernel gives', () => {
    expect(containerBody({ ...spec, cpuMillicores: 1 }, { hasInit: false, logDriver: '' }).HostConfig).toMatchObject({
      CpuQuota: 1_000,
    });
  });
});
