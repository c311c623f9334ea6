// Where an engine may answer on this machine, best guess first. Pure: the environment is an argument.
import { AppError } from '../../../contract/app-error.ts';
import type { DockerContext } from './docker-context.ts';
import { type Endpoint, formatEndpoint, parseEndpoint, type TlsFiles } from './endpoint.ts';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Null on Windows. */
  readonly uid: number | null;
  /** The context Docker's own client would use; null for its default one. */
  readonly context: DockerContext | null;
}

/**
 * `DOCKER_HOST` is an order: where it is set, nothing else is tried. Throws DOCKER_HOST_INVALID when it cannot be followed.
 * A context that cannot be followed (SSH) is passed over: it need not mean this machine.
 */
export function engineCandidates(surroundings: Surroundings): readonly Endpoint[] {
  const dockerHost = surroundings.env['DOCKER_HOST']?.trim() ?? '';
  if (dockerHost !== '') {
    return [orderedEndpoint(dockerHost, surroundings)];
  }
  const { context } = surroundings;
  const chosen = context === null ? null : parseEndpoint(context.host, context.tls);
  const all: readonly Endpoint[] = [
    ...(chosen === null || chosen.kind === 'refused' ? [] : [chosen]),
    ...(surroundings.platform === 'win32' ? windowsPipes() : unixSockets(surroundings)),
  ];
  const seen = new Set<string>();
  return all.filter((endpoint) => !seen.has(formatEndpoint(endpoint)) && seen.add(formatEndpoint(endpoint)));
}

function orderedEndpoint(dockerHost: string, { env, home }: Surroundings): Endpoint {
  const endpoint = parseEndpoint(dockerHost, tlsFromEnvironment(env, home));
  if (endpoint.kind === 'refused') {
    // A password in the address must not reach a message.
    const value = dockerHost.replace(/\/\/[^@/]*@/, '//');
    throw new AppError('DOCKER_HOST_INVALID', { value, problem: endpoint.problem });
  }
  return endpoint;
}

function tlsFromEnvironment(env: Surroundings['env'], home: string): TlsFiles | null {
  const isVerified = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const directory = env['DOCKER_CERT_PATH'] ?? '';
  if (directory === '' && !isVerified) {
    return null;
  }
  return { directory: directory === '' ? `${home}/.docker` : directory, isVerified };
}

function unixSockets({ platform, env, home, uid }: Surroundings): Endpoint[] {
  const runtimeDir = env['XDG_RUNTIME_DIR'] ?? (uid === null ? null : `/run/user/${uid}`);
  const configDir = env['XDG_CONFIG_HOME'] ?? `${home}/.config`;
  const inRuntimeDir = (path: string): string[] => (runtimeDir === null ? [] : [`${runtimeDir}/${path}`]);
  const paths = [
    '/var/run/docker.sock',
    // Docker Desktop: macOS, Linux
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
    // rootless Docker
    ...inRuntimeDir('docker.sock'),
    ...(platform === 'darwin' ? [`${home}/.orbstack/run/docker.sock`] : []),
    `${home}/.colima/default/docker.sock`,
    `${configDir}/colima/default/docker.sock`,
    // Rancher Desktop
    `${home}/.rd/docker.sock`,
    ...inRuntimeDir('podman/podman.sock'),
    '/run/podman/podman.sock',
    ...(platform === 'darwin' ? [`${home}/.local/share/containers/podman/machine/podman.sock`] : []),
  ];
  return paths.map((path) => ({ kind: 'socket', scheme: 'unix', path }));
}

function windowsPipes(): Endpoint[] {
  return ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default'].map((name) => ({
    kind: 'socket',
    scheme: 'npipe',
    path: `//./pipe/${name}`,
  }));
}
