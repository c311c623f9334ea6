import { describe, expect, it } from 'vitest';
import { formatEndpoint } from './endpoint.ts';
import { engineCandidates, type Surroundings } from './engine-candidates.ts';

const linux: Surroundings = { platform: 'linux', env: {}, home: '/home/ada', uid: 1000, context: null };
const places = (surroundings: Surroundings): string[] => engineCandidates(surroundings).map(formatEndpoint);

describe('the places where an engine may answer', () => {
  it('on Linux: the system’s, Docker Desktop’s, the rootless one’s, and others’', () => {
    expect(places(linux)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///home/ada/.docker/run/docker.sock',
      'unix:///home/ada/.docker/desktop/docker.sock',
      'unix:///run/user/1000/docker.sock',
      'unix:///home/ada/.colima/default/docker.sock',
      'unix:///home/ada/.config/colima/default/docker.sock',
      'unix:///home/ada/.rd/docker.sock',
      'unix:///run/user/1000/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ]);
  });

  it('on macOS: OrbStack and the machine of Podman as well', () => {
    expect(places({ ...linux, platform: 'darwin', home: '/Users/ada' })).toEqual(
      expect.arrayContaining([
        'unix:///Users/ada/.orbstack/run/docker.sock',
        'unix:///Users/ada/.local/share/containers/podman/machine/podman.sock',
      ]),
    );
  });

  it('on Windows: pipes', () => {
    expect(places({ ...linux, platform: 'win32', uid: null })[0]).toBe('npipe:////./pipe/docker_engine');
  });

  it('begin with the context of Docker’s own client, named once', () => {
    const context = { name: 'colima', host: 'unix:///home/ada/.colima/default/docker.sock', tls: null };
    const all = places({ ...linux, context });
    expect(all[0]).toBe(context.host);
    expect(all.filter((place) => place === context.host)).toHaveLength(1);
    const remote = { name: 'server', host: 'ssh://server', tls: null };
    expect(places({ ...linux, context: remote })).toEqual(places(linux));
  });

  it('are only DOCKER_HOST where it is set', () => {
    const context = { name: 'colima', host: 'unix:///colima.sock', tls: null };
    expect(places({ ...linux, context, env: { DOCKER_HOST: 'unix:///my.sock' } })).toEqual(['unix:///my.sock']);
    expect(places({ ...linux, env: { DOCKER_HOST: ' ' } })).toEqual(places(linux));
  });

  it('take certificates from where Docker’s own client takes them', () => {
    const over = (env: Record<string, string>) => engineCandidates({ ...linux, env })[0];
    const host = { DOCKER_HOST: 'tcp://server' };
    expect(over(host)).toMatchObject({ tls: null, port: 2375 });
    expect(over({ ...host, DOCKER_TLS_VERIFY: '1' })).toMatchObject({
      tls: { directory: '/home/ada/.docker', isVerified: true },
      port: 2376,
    });
    expect(over({ ...host, DOCKER_CERT_PATH: '/certs' })).toMatchObject({
      tls: { directory: '/certs', isVerified: false },
    });
  });

  it('a DOCKER_HOST over SSH is refused, without its password in the message', () => {
    expect(() => engineCandidates({ ...linux, env: { DOCKER_HOST: 'ssh://me:hunter2@server' } })).toThrow(
      /^DOCKER_HOST is "ssh:\/\/server": an engine over SSH/,
    );
  });
});
