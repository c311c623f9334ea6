// What an engine says of itself, read once for each connection.
import { AppError } from '../../../contract/app-error.ts';
import type { EngineFacts } from '../../../contract/hosts.ts';
import type { EngineClient } from './engine-client.ts';
import { asNumber, asRecord, asText } from './json.ts';

/** Docker 19.03: the first whose builder, events and limits are used as they are here. */
export const MIN_API_VERSION = '1.40';
/** The newest API this was written against; newer engines are asked to speak it as long as they can. */
const KNOWN_API_VERSION = '1.44';
/** BuildKit answers on `/build?version=2` from here on. */
const BUILDKIT_API_VERSION = '1.39';

const SECRET_MOUNTS_API_VERSION = '1.41';

/** What the rest of this adapter needs to know besides. */
export interface EngineTraits {
  readonly apiVersion: string;
  readonly logDriver: string;
  /** A small init process that the engine can put before the application. */
  readonly hasInit: boolean;
  /** RFC 3339 with nanoseconds. */
  readonly systemTime: string;
}

export interface EngineSelf {
  readonly facts: EngineFacts;
  readonly traits: EngineTraits;
}

const PROBE_TIMEOUT_MS = 5_000;

/** Throws DOCKER_TOO_OLD, DOCKER_PERMISSION_DENIED or ENGINE_LOST. */
export async function readEngineSelf(client: EngineClient, signal: AbortSignal): Promise<EngineSelf> {
  const options = { action: 'say its version', signal, timeoutMs: PROBE_TIMEOUT_MS };
  const version: unknown = await client.call(options, () => client.docker.version());
  const apiVersion = negotiateApiVersion(version);
  const negotiated = client.inVersion(apiVersion);
  const info: unknown = await negotiated.call({ ...options, action: 'describe itself' }, () =>
    negotiated.docker.info(),
  );
  return engineSelf(version, info, apiVersion);
}

/** The version to speak: the newest that both sides know. Throws DOCKER_TOO_OLD. */
export function negotiateApiVersion(version: unknown): string {
  const answer = asRecord(version);
  const newest = asText(answer?.['ApiVersion']) ?? '0';
  const oldest = asText(answer?.['MinAPIVersion']) ?? '0';
  if (compareVersions(newest, MIN_API_VERSION) < 0) {
    throw new AppError('DOCKER_TOO_OLD', {
      version: `${asText(answer?.['Version']) ?? 'of unknown version'} (API ${newest})`,
      needed: MIN_API_VERSION,
    });
  }
  const wanted = compareVersions(newest, KNOWN_API_VERSION) < 0 ? newest : KNOWN_API_VERSION;
  return compareVersions(wanted, oldest) < 0 ? oldest : wanted;
}

export function engineSelf(versionAnswer: unknown, infoAnswer: unknown, apiVersion: string): EngineSelf {
  const version = asRecord(versionAnswer);
  const info = asRecord(infoAnswer);
  const components = listOf(version?.['Components']).map(asRecord);
  const isPodman = components.some((component) => /podman/i.test(asText(component?.['Name']) ?? ''));
  const init = components.find((component) => component?.['Name'] === 'docker-init');
  const initVersion = asText(init?.['Version']) ?? '';
  const isLinux = (asText(info?.['OSType']) ?? 'linux') === 'linux';
  return {
    facts: {
      version: asText(version?.['Version']) ?? '',
      apiVersion,
      hostName: asText(info?.['Name']) ?? '',
      operatingSystem: asText(info?.['OperatingSystem']) ?? '',
      kernelVersion: asText(info?.['KernelVersion']) ?? '',
      architecture: asText(info?.['Architecture']) ?? '',
      cpus: asNumber(info?.['NCPU']) ?? 0,
      memoryBytes: asNumber(info?.['MemTotal']) ?? 0,
      storageDriver: asText(info?.['Driver']) ?? '',
      dataFolder: asText(info?.['DockerRootDir']) ?? '',
      // Engines older than API 1.41 know only the first.
      cgroupVersion: info?.['CgroupVersion'] === '2' ? '2' : '1',
      isRootless: listOf(info?.['SecurityOptions']).some((option) => asText(option)?.includes('rootless') === true),
      isPodman,
      // Podman answers the same path with a builder of its own that knows only the classic answers.
      hasBuildKit: isLinux && !isPodman && compareVersions(apiVersion, BUILDKIT_API_VERSION) >= 0,
    },
    traits: {
      apiVersion,
      logDriver: asText(info?.['LoggingDriver']) ?? '',
      hasInit: initVersion !== '' && initVersion !== 'N/A',
      systemTime: asText(info?.['SystemTime']) ?? '',
    },
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** BuildKit's own reading of Dockerfiles knows them since Docker 20.10. */
export function hasSecretMounts({
  hasBuildKit,
  apiVersion = KNOWN_API_VERSION,
}: Pick<EngineFacts, 'hasBuildKit'> & Partial<Pick<EngineFacts, 'apiVersion'>>): boolean {
  return hasBuildKit && compareVersions(apiVersion, SECRET_MOUNTS_API_VERSION) >= 0;
}

/** Negative: `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
