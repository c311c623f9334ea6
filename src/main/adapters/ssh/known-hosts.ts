// OpenSSH's lists of host keys, read as sshd(8) describes them under SSH_KNOWN_HOSTS FILE FORMAT, and the verdict on a key.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface KnownHostLine {
  /** `revoked`: a key that must not be used. `authority`: whose certificates are to be believed; we do not speak certificates. */
  readonly marker: 'revoked' | 'authority' | null;
  /** Patterns with commas between them, or one hashed name. */
  readonly names: string;
  readonly keyType: string;
  /** Base64. */
  readonly key: string;
}

export type HostKeyVerdict =
  | { readonly type: 'known' }
  /** `hasAuthority`: OpenSSH would believe a certificate instead. */
  | { readonly type: 'unknown'; readonly hasAuthority: boolean }
  | { readonly type: 'revoked' }
  /** Fingerprints of the keys that are known instead. */
  | { readonly type: 'changed'; readonly expected: readonly string[] };

const DEFAULT_PORT = 22;

const markers: Readonly<Record<string, KnownHostLine['marker']>> = {
  '@revoked': 'revoked',
  '@cert-authority': 'authority',
};

export function parseKnownHosts(text: string): readonly KnownHostLine[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') === true ? markers[fields.shift() ?? ''] : null;
    const [names, keyType, key] = fields;
    if (
      names === undefined ||
      names.startsWith('#') ||
      keyType === undefined ||
      key === undefined ||
      marker === undefined
    ) {
      return [];
    }
    return [{ marker, names, keyType, key }];
  });
}

/** The name under which a host's keys are listed. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === DEFAULT_PORT ? name : `[${name}]:${port}`;
}

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a key's own bytes name: `ssh-ed25519`. */
export function keyTypeOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.toString('latin1', 4, 4 + length);
}

/**
 * Stricter than OpenSSH in one thing: a host whose keys are known, but none of the presented type, is `changed` and not new, since the
 * types that are known are asked for first (`knownKeyTypes`).
 */
export function judgeHostKey(
  lines: readonly KnownHostLine[],
  { host, port, key }: { readonly host: string; readonly port: number; readonly key: Buffer },
): HostKeyVerdict {
  const name = knownHostName(host, port);
  const ofHost = lines.filter((line) => matchesName(line.names, name));
  const isPresented = (line: KnownHostLine): boolean => Buffer.from(line.key, 'base64').equals(key);
  const withoutPort = port === DEFAULT_PORT ? [] : lines.filter((line) => matchesName(line.names, host.toLowerCase()));
  if ([...ofHost, ...withoutPort].some((line) => line.marker === 'revoked' && isPresented(line))) {
    return { type: 'revoked' };
  }
  const trusted = ofHost.filter((line) => line.marker === null);
  if (trusted.some(isPresented)) {
    return { type: 'known' };
  }
  if (trusted.length > 0) {
    return { type: 'changed', expected: trusted.map((line) => fingerprintOf(Buffer.from(line.key, 'base64'))) };
  }
  // As OpenSSH does: a key that is listed for the host without a port is good for its other ports; another says nothing.
  return withoutPort.some((line) => line.marker === null && isPresented(line))
    ? { type: 'known' }
    : { type: 'unknown', hasAuthority: ofHost.some((line) => line.marker === 'authority') };
}

/** Types of the keys that are listed for a host, so that it is asked for one of those. */
export function knownKeyTypes(lines: readonly KnownHostLine[], host: string, port: number): readonly string[] {
  const name = knownHostName(host, port);
  const matching = lines.filter((line) => line.marker === null && matchesName(line.names, name));
  return [...new Set(matching.map((line) => line.keyType))];
}

function matchesName(names: string, name: string): boolean {
  if (names.startsWith('|1|')) {
    return matchesHash(names, name);
  }
  const patterns = names.toLowerCase().split(',');
  const isNamed = (pattern: string): boolean => globPattern(pattern).test(name);
  const isExcluded = patterns.some((pattern) => pattern.startsWith('!') && isNamed(pattern.slice(1)));
  return !isExcluded && patterns.some((pattern) => !pattern.startsWith('!') && isNamed(pattern));
}

function matchesHash(names: string, name: string): boolean {
  const [, , salt = '', hash = ''] = names.split('|');
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function globPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
