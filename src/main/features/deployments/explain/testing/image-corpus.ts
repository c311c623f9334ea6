import { AppError } from '../../../../../contract/app-error.ts';
import { buildFailed, type Explained, inBuild } from './corpus-entry.ts';

const unavailable = (image: string, problem: string) => new AppError('BASE_IMAGE_UNAVAILABLE', { image, problem });
const fetching = (id: string, error: AppError, log: string, more: Partial<Explained> = {}): Explained => ({
  id,
  phase: 'source',
  error,
  log,
  ...more,
});
const gitFailed = new AppError('GIT_FAILED', { verb: 'submodule', problem: 'it ended with 1' });

export const imageCorpus: readonly Explained[] = [
  fetching(
    'git-submodule',
    gitFailed,
    `
fatal: could not read Username for 'https://git.example.com': terminal prompts disabled
fatal: clone of 'https://git.example.com/team/theme.git' into submodule path '/work/theme' failed`,
    { says: 'theme' },
  ),
  fetching(
    'git-lfs',
    gitFailed,
    `
Error downloading object: logo.psd (1a2b3c): Smudge error
error: external filter 'git-lfs filter-process' failed
fatal: logo.psd: smudge filter lfs failed`,
  ),
  fetching('git-access', new AppError('REPOSITORY_ACCESS_DENIED', { url: 'https://git.example.com/a.git' }), ''),
  fetching('git-host-key', new AppError('GIT_HOST_KEY_UNKNOWN', { host: 'git.example.com' }), ''),
  inBuild(
    'dockerfile-copy-not-found',
    `ERROR: COPY failed: file not found in build context or excluded by .dockerignore: stat dist: file does not exist`,
    {
      says: 'dist',
    },
  ),
  inBuild('dockerfile-copy-not-found', `ERROR: failed to compute cache key: "/requirements.txt" not found: not found`, {
    says: 'requirements.txt',
  }),
  inBuild(
    'dockerfile-copy-not-found',
    `ERROR: failed to calculate checksum of ref 8f3c::x2v: "/package-lock.json": not found`,
    { says: 'package-lock.json' },
  ),
  inBuild(
    'dockerfile-copy-not-found',
    `ERROR: COPY failed: stat /var/lib/docker/tmp/docker-builder12/app: no such file or directory`,
  ),
  inBuild('dockerfile-target', `ERROR: failed to reach build target runtime in Dockerfile`, { says: 'runtime' }),
  inBuild('dockerfile-target', `ERROR: target stage "runtime" could not be found`),
  inBuild(
    'dockerfile-needs-buildkit',
    `ERROR: the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/`,
    {
      error: new AppError('DOCKERFILE_INVALID', { problem: 'the --mount option requires BuildKit.' }),
      says: 'mount',
    },
  ),
  inBuild('dockerfile-syntax', '', {
    error: new AppError('DOCKERFILE_INVALID', {
      problem: 'dockerfile parse error line 3: unknown instruction: RUNN (did you mean RUN?)',
    }),
    says: 'line 3',
  }),
  inBuild('dockerfile-syntax', `ERROR: file with no instructions`, {
    error: new AppError('DOCKERFILE_INVALID', { problem: 'file with no instructions' }),
  }),
  inBuild(
    'image-rate-limit',
    `ERROR: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`,
    {
      error: new AppError('REGISTRY_UNREACHABLE', { image: 'node:22', problem: 'toomanyrequests' }),
    },
  ),
  inBuild('image-architecture', `ERROR: no matching manifest for linux/arm64/v8 in the manifest list entries`, {
    says: 'linux/arm64/v8',
  }),
  inBuild('image-architecture', `exec /bin/sh: exec format error`),
  inBuild('image-access-denied', '', {
    error: unavailable(
      'acme/base',
      "pull access denied for acme/base, repository does not exist or may require 'docker login'",
    ),
    says: 'acme/base',
  }),
  inBuild('image-not-found', `ERROR: manifest for node:99 not found: manifest unknown: manifest unknown`, {
    error: unavailable('node:99', 'manifest unknown'),
    says: 'node:99',
  }),
  inBuild('image-not-found', '', {
    error: unavailable('node:99', 'docker.io/library/node:99: not found'),
    says: 'node:99',
  }),
  inBuild('registry-unreachable', '', {
    error: new AppError('REGISTRY_UNREACHABLE', { image: 'node:22', problem: 'dial tcp: i/o timeout' }),
  }),
  inBuild('disk-full', `npm error nospc ENOSPC: no space left on device, write`),
  inBuild('disk-full', '', { error: new AppError('DISK_FULL', { where: 'Docker on local' }) }),
  inBuild(
    'build-killed',
    `
Creating an optimized production build ...
Killed`,
    { error: buildFailed(137) },
  ),
  inBuild('build-killed', `Creating an optimized production build ...`, { error: buildFailed(137) }),
  inBuild(
    'certificate-unknown',
    `go: github.com/lib/pq@v1.10.9: Get "https://proxy.golang.org/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  ),
  inBuild('build-timed-out', `Installing…`, { error: new AppError('BUILD_TIMED_OUT', { seconds: 600 }) }),
];
