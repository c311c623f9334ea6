// With AES-GCM ssh2 makes a cipher for every packet and gives its key as bytes, which Node turns into a key each time: 10 µs, as long as
// the encryption of a full packet takes. A key that has been made once costs nothing.
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

/** Names inside of ssh2 1.17, which is pinned; a test connects and looks whether they are still these. */
interface Insides {
  readonly _protocol?: {
    readonly _cipher?: { _encKey?: Buffer | KeyObject };
    readonly _decipher?: { _decipherKey?: Buffer | KeyObject };
  };
}

/** To be called at each handshake: every one makes new keys. Where there is nothing to do, nothing is done. */
export function useKeyObjects(client: Client): void {
  const { _cipher: cipher, _decipher: decipher } = (client as unknown as Insides)._protocol ?? {};
  if (Buffer.isBuffer(cipher?._encKey)) {
    cipher._encKey = createSecretKey(cipher._encKey);
  }
  if (Buffer.isBuffer(decipher?._decipherKey)) {
    decipher._decipherKey = createSecretKey(decipher._decipherKey);
  }
}
