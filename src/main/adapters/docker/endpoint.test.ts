import { describe, expect, it } from 'vitest';
import { formatEndpoint, parseEndpoint, publishedAddress } from './endpoint.ts';

const tls = { directory: '/certs', isVerified: true };

describe('an endpoint', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'socket', scheme: 'unix', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', scheme: 'npipe', path: '//./pipe/docker_engine' }],
    ['tcp://10.0.0.2', { kind: 'tcp', host: '10.0.0.2', port: 2375, tls: null }],
    ['10.0.0.2:4243', { kind: 'tcp', host: '10.0.0.2', port: 4243, tls: null }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: null }],
    ['https://docker.example:443', { kind: 'tcp', host: 'docker.example', port: 443, tls: null }],
  ])('%s is read', (text, endpoint) => {
    expect(parseEndpoint(text, null)).toEqual(endpoint);
  });

  it('has another default port with certificates', () => {
    expect(parseEndpoint('tcp://host', tls)).toEqual({ kind: 'tcp', host: 'host', port: 2376, tls });
  });

  it.each([
    'unix://relative.sock',
    'npipe://',
    'ssh://me@server',
    'ftp://host',
    'tcp://',
    'tcp://:2375',
    'tcp://h:99999',
  ])('%s is refused with a reason', (text) => {
    expect(parseEndpoint(text, null)).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/\w/) as string,
    });
  });

  it.each(['unix:///run/docker.sock', 'npipe:////./pipe/docker_engine', 'tcp://[::1]:2375', 'tcp://host:2376'])(
    '%s is written as it was read',
    (text) => {
      const endpoint = parseEndpoint(text, null);
      expect(endpoint.kind === 'refused' ? null : formatEndpoint(endpoint)).toBe(text);
    },
  );

  it('has its published ports where it is', () => {
    expect(publishedAddress({ kind: 'socket', scheme: 'unix', path: '/a' })).toBe('127.0.0.1');
    expect(publishedAddress({ kind: 'tcp', host: '10.0.0.2', port: 2375, tls: null })).toBe('10.0.0.2');
  });
});
