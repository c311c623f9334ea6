// The engine's own words, recorded from Docker 20.10 to 28 and Docker Desktop.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import { EngineSilence, type FailureContext, translateFailure } from './engine-failure.ts';

const context: FailureContext = { host: 'this machine', action: 'start the container', endpoint: 'unix:///a.sock' };

/** As docker-modem makes it. */
function answered(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: { message },
  });
}

function codeOf(error: unknown, more: Partial<FailureContext> = {}): unknown {
  const translated = translateFailure(error, { ...context, ...more });
  return translated instanceof AppError ? translated.code : translated;
}

describe('a failure of the engine', () => {
  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED /var/run/docker.sock'],
    ['ENOENT', 'connect ENOENT /var/run/docker.sock'],
    ['ECONNRESET', 'socket hang up'],
    ['EPIPE', 'write EPIPE'],
    [undefined, 'socket hang up'],
    [undefined, 'aborted'],
  ])('that is no answer (%s, %s) means that it is lost', (code, message) => {
    expect(codeOf(Object.assign(new Error(message), { code }))).toBe('ENGINE_LOST');
  });

  it('that is silence means the same', () => {
    expect(codeOf(new EngineSilence('no answer within 5000 ms'))).toBe('ENGINE_LOST');
  });

  it('may be that of a user who may not', () => {
    const error = translateFailure(Object.assign(new Error('connect EACCES'), { code: 'EACCES' }), context);
    expect(error).toMatchObject({
      code: 'DOCKER_PERMISSION_DENIED',
      message: expect.stringContaining('/a.sock') as string,
    });
  });

  it.each([
    'write /var/lib/docker/tmp/x: no space left on device',
    'mkdir /var/lib/docker/overlay2/x: disk quota exceeded',
    'ApplyLayer exit status 1 stdout: stderr: write /a: no space left on device',
  ])('that names a full disk: %s', (message) => {
    expect(codeOf(answered(500, message))).toBe('DISK_FULL');
  });

  it.each([
    'driver failed programming external connectivity on endpoint x (8f): Bind for 127.0.0.1:8080 failed: port is already allocated',
    'driver failed programming external connectivity on endpoint x (8f): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use',
    'failed to set up container networking: driver failed programming external connectivity on endpoint x (8f): failed to bind host port for 127.0.0.1:8080:172.17.0.2:80/tcp: address already in use',
    'Ports are not available: exposing port TCP 127.0.0.1:8080 -> 0.0.0.0:0: listen tcp 127.0.0.1:8080: bind: address already in use',
  ])('that names the port: %s', (message) => {
    const error = translateFailure(answered(500, message), { ...context, port: 0 });
    expect(error).toMatchObject({ code: 'PORT_TAKEN', message: 'Port 8080 of the host is used by another program.' });
  });

  it('about an image that is to run means that it is gone', () => {
    const error = answered(404, 'No such image: minipaas/shop:7');
    expect(codeOf(error, { image: 'minipaas/shop:7', imageUse: 'run' })).toBe('IMAGE_GONE');
  });

  it.each([
    'manifest for busybox:nope not found: manifest unknown: manifest unknown',
    "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'unauthorized: authentication required',
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
  ])('of a registry that has not got it: %s', (message) => {
    expect(codeOf(answered(404, message), { image: 'nope', imageUse: 'pull' })).toBe('BASE_IMAGE_UNAVAILABLE');
  });

  it.each([
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host',
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    'Get "https://r.example/v2/": x509: certificate signed by unknown authority',
    'Get "https://r.example/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'toomanyrequests: You have reached your pull rate limit.',
    'received unexpected HTTP status: 503 Service Unavailable',
  ])('of a registry that cannot be reached: %s', (message) => {
    expect(codeOf(answered(500, message), { image: 'node:24', imageUse: 'pull' })).toBe('REGISTRY_UNREACHABLE');
  });

  it('in other words is told in the engine’s, on one line and not too long', () => {
    const error = translateFailure(answered(500, `OCI runtime\ncreate failed\u0000${'x'.repeat(1000)}`), context);
    expect(error).toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(
        /^The Docker engine could not start the container: OCI runtime create failed x{400,500}…$/,
      ) as string,
    });
  });

  it('that is none is left alone', () => {
    const ours = new AppError('CANNOT_CANCEL', { status: 'running' });
    expect(translateFailure(ours, context)).toBe(ours);
    const defect = new TypeError('x is not a function');
    expect(translateFailure(defect, context)).toBe(defect);
  });
});
