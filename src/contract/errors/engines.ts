// Docker engines.
import { entry } from './entry.ts';

export const engineErrors = {
  DOCKER_NOT_FOUND: entry<{ looked: readonly string[] }>({
    status: 503,
    message: ({ looked }) => `No Docker engine answers on this machine. Looked at ${looked.join(', ')}.`,
    hint: () =>
      'Start Docker, or install it: https://docs.docker.com/engine/install/. On Debian and Ubuntu, as root: npm start -- --install-docker.',
    isTransient: true,
  }),
  DOCKER_HOST_INVALID: entry<{ value: string; problem: string }>({
    status: 503,
    message: ({ value, problem }) => `DOCKER_HOST is "${value}": ${problem}.`,
    hint: () =>
      'Unset DOCKER_HOST to have the engine of this machine found, or set it to unix:///…, npipe:////… or tcp://….',
  }),
  DOCKER_PERMISSION_DENIED: entry<{ endpoint: string }>({
    status: 503,
    message: ({ endpoint }) => `This user may not use the Docker engine at ${endpoint}.`,
    hint: () => 'Add the user to the group "docker" (sudo usermod -aG docker "$USER") and log in again.',
  }),
  DOCKER_TOO_OLD: entry<{ version: string; needed: string }>({
    status: 503,
    message: ({ version, needed }) => `The Docker engine ${version} is too old: its API must be ${needed} or newer.`,
    hint: () => 'Update Docker.',
  }),
  ENGINE_LOST: entry<{ host: string }>({
    status: 503,
    message: ({ host }) => `The Docker engine of ${host} stopped answering.`,
    hint: () => 'It is looked for again by itself; see the Hosts page.',
    isTransient: true,
  }),
  ENGINE_FAILED: entry<{ action: string; problem: string }>({
    status: 502,
    message: ({ action, problem }) => `The Docker engine could not ${action}: ${problem}`,
    hint: () => 'See the build log; the engine’s own log may say more.',
  }),
  NETWORK_GONE: entry<{ host: string }>({
    status: 502,
    message: ({ host }) => `The network of the applications on ${host} was removed while it was needed.`,
    hint: () => 'It is made again by itself: start the project again, or deploy it.',
    isTransient: true,
  }),
  DISK_FULL: entry<{ where: string }>({
    status: 507,
    message: ({ where }) => `The disk is full (${where}).`,
    hint: () => 'Free some space: docker system df shows what Docker uses. Then try again.',
  }),
} as const;
