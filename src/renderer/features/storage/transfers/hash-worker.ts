/**
 * SHA-256 of a file beside the page, so that neither waits for the other. Not the browser's own: that takes a whole file at
 * once, and only on pages that came over TLS or from this machine.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const SLICE_BYTES = 4 * 1_048_576;

export type HashAnswer = { readonly sha256: string } | { readonly error: string };

async function hash(file: Blob): Promise<string> {
  const state = sha256.create();
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    state.update(new Uint8Array(await file.slice(at, at + SLICE_BYTES).arrayBuffer()));
  }
  return bytesToHex(state.digest());
}

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  hash(data).then(
    (hex) => postMessage({ sha256: hex } satisfies HashAnswer),
    (error: unknown) => postMessage({ error: String(error) } satisfies HashAnswer),
  );
});
