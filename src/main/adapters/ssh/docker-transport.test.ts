import { describe, expect, it } from 'vitest';
import { explain } from './docker-transport.ts';

const said = (stderr: string, answer = '') => explain({ stderr, answer, error: null }, 'web');

describe('a host without an engine that can be used', () => {
  it('has no permission', () => {
    const text =
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied';
    expect(said(text).code).toBe('DOCKER_PERMISSION_DENIED');
  });
  it.each([
    ['bash: line 1: docker: command not found', /no program "docker"/],
    ['sh: 1: docker: not found', /no program "docker"/],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      /does not run/,
    ],
    ['failed to dial: dial unix /var/run/docker.sock: connect: no such file or directory', /does not run/],
  ])('says %s', (stderr, message) => {
    expect(said(stderr)).toMatchObject({
      code: 'DOCKER_NOT_ON_HOST',
      message: expect.stringMatching(message) as string,
    });
  });
  it('answers with something else', () => {
    expect(said('', 'hello\n').message).toMatch(/answers with "hello"/);
    expect(said('').message).toMatch(/runs no commands/);
  });
});
