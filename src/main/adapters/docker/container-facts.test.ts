import type Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { toContainerFacts } from './container-facts.ts';

function container(state: object, ports: object | null = {}): Docker.ContainerInspectInfo {
  const answer: unknown = {
    Id: 'abc',
    Name: '/minipaas-shop-7',
    Image: 'sha256:1',
    RestartCount: 2,
    Config: { Labels: { a: '1' } },
    NetworkSettings: { Ports: ports },
    State: {
      Status: 'running',
      Running: true,
      OOMKilled: false,
      ExitCode: 0,
      StartedAt: '2026-11-22T16:42:00.5Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ...state,
    },
  };
  return answer as Docker.ContainerInspectInfo;
}

describe('a container', () => {
  it('that runs has a published port and no exit code', () => {
    const ports = {
      '53/udp': [{ HostPort: '53' }],
      '9000/tcp': null,
      '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '32801' }],
    };
    expect(toContainerFacts(container({ Health: { Status: 'starting' } }, ports))).toEqual({
      id: 'abc',
      name: 'minipaas-shop-7',
      imageId: 'sha256:1',
      labels: { a: '1' },
      state: 'running',
      exitCode: null,
      isOutOfMemory: false,
      health: 'starting',
      restartCount: 2,
      publishedPort: 32_801,
      publishedPorts: new Map([[3000, 32_801]]),
      startedAt: Date.parse('2026-11-22T16:42:00.5Z'),
      finishedAt: null,
    });
  });

  it('that ended says how', () => {
    const ended = {
      Status: 'exited',
      Running: false,
      OOMKilled: true,
      ExitCode: 137,
      FinishedAt: '2026-11-22T17:00:00Z',
    };
    expect(toContainerFacts(container(ended, null))).toMatchObject({
      state: 'exited',
      exitCode: 137,
      isOutOfMemory: true,
      publishedPort: null,
      finishedAt: Date.parse('2026-11-22T17:00:00Z'),
      health: 'none',
    });
  });

  it.each([
    ['created', null],
    ['restarting', 1],
    ['dead', 1],
    ['stopped', 1],
  ])('in the state %s has the exit code %s', (status, exitCode) => {
    const facts = toContainerFacts(container({ Status: status, Running: false, ExitCode: 1 }));
    expect(facts.exitCode).toBe(exitCode);
  });
});
