// The verdict on the key that a hop shows, over known_hosts and our own list, as an error of the table where it is bad.
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { AcceptedHostKey } from '../../features/hosts/ports.ts';
import {
  fingerprintOf,
  judgeHostKey,
  keyTypeOf,
  type KnownHostLine,
  knownHostName,
  knownKeyTypes,
  parseKnownHosts,
} from './known-hosts.ts';
import type { Hop } from './route.ts';

export interface HostKeyCheck {
  /** Types to ask for first; empty: any. */
  readonly knownTypes: readonly string[];
  /** Null: the key may be used. */
  judge(key: Buffer): AppError | null;
}

export interface HostKeyCheckDeps {
  readonly accepted: readonly AcceptedHostKey[];
  /** Compared by a person. */
  readonly fingerprint: string | null;
  /** The unknown key that has that fingerprint. */
  readonly onAccepted: (key: { readonly name: string; readonly keyType: string; readonly key: string }) => void;
}

export async function createHostKeyCheck(hop: Hop, deps: HostKeyCheckDeps): Promise<HostKeyCheck> {
  const { accepted, fingerprint, onAccepted } = deps;
  // An alias stands for the host whatever its port.
  const host = hop.hostKeyAlias ?? hop.hostName;
  const port = hop.hostKeyAlias === null ? hop.port : 22;
  const name = knownHostName(host, port);
  const lines = [...accepted.map(toLine), ...(await readLists(hop.knownHostsFiles))];
  return {
    knownTypes: knownKeyTypes(lines, host, port),
    judge(key) {
      const presented = fingerprintOf(key);
      const verdict = judgeHostKey(lines, { host, port, key });
      switch (verdict.type) {
        case 'known':
          return null;
        case 'revoked':
          return new AppError('HOST_KEY_REVOKED', { host: name, fingerprint: presented });
        case 'changed':
          return new AppError('HOST_KEY_CHANGED', { host: name, presented, expected: verdict.expected });
        case 'unknown': {
          const keyType = keyTypeOf(key);
          if (fingerprint !== null && sameFingerprint(fingerprint, presented)) {
            onAccepted({ name, keyType, key: key.toString('base64') });
            return null;
          }
          return new AppError(
            'HOST_KEY_UNKNOWN',
            { host: name, keyType, fingerprint: presented, hasAuthority: verdict.hasAuthority },
            { field: 'hostKeyFingerprint', details: { host: name, keyType, fingerprint: presented } },
          );
        }
      }
    },
  };
}

function toLine({ name, keyType, key }: AcceptedHostKey): KnownHostLine {
  return { marker: null, names: name, keyType, key };
}

/** People copy it with and without its end and its name. */
function sameFingerprint(given: string, presented: string): boolean {
  const plain = (text: string): string =>
    text
      .trim()
      .replace(/^SHA256:/i, '')
      .replace(/=+$/, '');
  return plain(given) === plain(presented);
}

/** A list that is not there is an empty one; one that cannot be read is too, since then its hosts are asked about. */
async function readLists(files: readonly string[]): Promise<readonly KnownHostLine[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap(parseKnownHosts);
}
