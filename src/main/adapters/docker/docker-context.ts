// Reads which context Docker's own client would use (`docker context use …`), from the files it keeps in ~/.docker.
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsFiles } from './endpoint.ts';
import { asRecord, asText } from './json.ts';

export interface DockerContext {
  readonly name: string;
  /** As in DOCKER_HOST. */
  readonly host: string;
  readonly tls: TlsFiles | null;
}

/** Null for the default context, and where the files are missing or cannot be read: then the usual places are looked at. */
export async function readDockerContext(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<DockerContext | null> {
  const configDir = env['DOCKER_CONFIG'] ?? join(home, '.docker');
  const fromEnvironment = env['DOCKER_CONTEXT'] ?? '';
  const name =
    fromEnvironment === ''
      ? asText(asRecord(await readJson(join(configDir, 'config.json')))?.['currentContext'])
      : fromEnvironment;
  if (name === undefined || name === '' || name === 'default') {
    return null;
  }
  const key = createHash('sha256').update(name).digest('hex');
  const meta = asRecord(await readJson(join(configDir, 'contexts', 'meta', key, 'meta.json')));
  const docker = asRecord(asRecord(meta?.['Endpoints'])?.['docker']);
  const host = asText(docker?.['Host']);
  if (host === undefined || host === '') {
    return null;
  }
  const directory = join(configDir, 'contexts', 'tls', key, 'docker');
  const hasTls = await isThere(join(directory, 'ca.pem'));
  return { name, host, tls: hasTls ? { directory, isVerified: docker?.['SkipTLSVerify'] !== true } : null };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Missing or broken: not ours to repair, and an engine may still be found without it.
    return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
