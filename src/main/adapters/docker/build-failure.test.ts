// What both builders said, recorded from Docker 20.10 and newer.
import { describe, expect, it } from 'vitest';
import { buildError } from './build-failure.ts';

const setting = { host: 'this machine', dockerfilePath: 'deploy/Dockerfile' };
const solve = 'failed to solve with frontend dockerfile.v0: failed to create LLB definition: ';
const noHost = 'dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host';

function error(message: string, step: string | null = null, exitCode: number | null = null) {
  return buildError({ message, step, exitCode }, setting);
}

describe('a failed build', () => {
  it.each([
    'executor failed running [/bin/sh -c npm ci]: exit code: 127',
    'process "/bin/sh -c npm ci" did not complete successfully: exit code: 127',
    "The command '/bin/sh -c npm ci' returned a non-zero code: 127",
  ])('of a command names step and code: %s', (message) => {
    expect(error(message, '[2/4] RUN npm ci', 127)).toMatchObject({
      code: 'BUILD_FAILED',
      message: 'The build failed in step "[2/4] RUN npm ci" with exit code 127.',
      isTransient: false,
    });
  });

  it.each([
    [
      'COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist',
      '[2/2] COPY x /x',
    ],
    ['failed to compute cache key: "/x" not found: not found', '[2/2] COPY x /x'],
  ])('of a copy is no missing image: %s', (message, step) => {
    expect(error(message, step)).toMatchObject({ code: 'BUILD_FAILED' });
  });

  it.each([
    `${solve}dockerfile parse error line 2: unknown instruction: FOO`,
    'dockerfile parse error line 2: unknown instruction: FOO',
    'dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)',
    `${solve}the Dockerfile cannot be empty`,
    'the Dockerfile (Dockerfile) cannot be empty',
    'no build stage in current context',
    'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/',
    'base name (${BASE}) should not be blank',
    'failed to solve: failed to parse stage name "a b": invalid reference format',
  ])('of a Dockerfile that cannot be read says so: %s', (message) => {
    expect(error(message)).toMatchObject({
      code: 'DOCKERFILE_INVALID',
      message: expect.not.stringContaining('frontend') as string,
    });
  });

  it.each([
    'Cannot locate specified Dockerfile: deploy/Dockerfile',
    `${solve}failed to read dockerfile: open /tmp/x: no such file or directory`,
  ])('of a missing Dockerfile names it: %s', (message) => {
    expect(error(message)).toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
      message: 'There is no Dockerfile at deploy/Dockerfile.',
    });
  });

  it.each([
    [
      `${solve}failed to do request: Head "https://registry-1.docker.io/v2/library/node/manifests/24": ${noHost}`,
      '[internal] load metadata for docker.io/library/node:24',
    ],
    [`Get "https://registry-1.docker.io/v2/": ${noHost}`, '[1/3] FROM node:24'],
    [
      'failed to copy: httpReadSeeker: failed open: unexpected status code: 503 Service Unavailable',
      '[1/3] FROM docker.io/library/node:24',
    ],
  ])('of a registry that cannot be reached is tried again: %s', (message, step) => {
    expect(error(message, step)).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('The registry of node:24') as string,
      isTransient: true,
    });
  });

  it.each([
    [`${solve}docker.io/acme/nope:1: not found`, '[internal] load metadata for docker.io/acme/nope:1'],
    [
      `${solve}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
      '[internal] load metadata for docker.io/acme/nope:1',
    ],
    [
      "pull access denied for acme/nope, repository does not exist or may require 'docker login'",
      '[1/1] FROM --platform=linux/amd64 acme/nope:1',
    ],
    ['manifest for acme/nope:1 not found: manifest unknown: manifest unknown', '[1/1] FROM acme/nope:1 AS build'],
  ])('of an image that is not there names it: %s', (message, step) => {
    expect(error(message, step)).toMatchObject({
      code: 'BASE_IMAGE_UNAVAILABLE',
      message: expect.stringMatching(/^The image acme\/nope:1 cannot be had: /) as string,
    });
  });

  it('of a full disk is not the build’s fault', () => {
    const message = 'failed to solve: write /var/lib/docker/overlay2/x/diff/a: no space left on device';
    expect(error(message, '[2/2] COPY . .')).toMatchObject({ code: 'DISK_FULL' });
  });

  it('of a command is the full disk’s where the command said so', () => {
    const message = 'executor failed running [/bin/sh -c npm ci]: exit code: 1';
    const failure = { message, step: '[2/2] RUN npm ci', exitCode: 1 };
    expect(buildError(failure, { ...setting, saysDiskFull: true })).toMatchObject({
      code: 'DISK_FULL',
      message: 'The disk is full (Docker on this machine).',
    });
    expect(buildError(failure, { ...setting, saysDiskFull: false })).toMatchObject({ code: 'BUILD_FAILED' });
  });

  it('before any step is the engine’s, in its words', () => {
    expect(error('unexpected trouble')).toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'The Docker engine could not build the image: unexpected trouble',
    });
  });
});
