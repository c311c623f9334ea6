/** Pieces that take a few seconds each, whatever the line: small enough to lose, large enough to be worth a request. */

const LEAST_BYTES = 256 * 1024;
const MOST_BYTES = 64 * 1_048_576;
const FIRST_BYTES = 4 * 1_048_576;
const WANTED_MS = 3_000;

export interface ChunkSize {
  readonly next: () => number;
  readonly took: (bytes: number, ms: number) => void;
}

export function createChunkSize(): ChunkSize {
  let size = FIRST_BYTES;
  return {
    next: () => size,
    took(bytes, ms) {
      const wanted = (bytes / Math.max(1, ms)) * WANTED_MS;
      // At most four times as much at once: one quick piece may have been luck.
      size = Math.round(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.min(wanted, size * 4))));
    },
  };
}
