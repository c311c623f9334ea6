import { z } from 'zod';

/**
 * A path inside a volume: absolute from the volume's own root, `/` between names, `/` itself for the root.
 *
 * File names are bytes. Those that are UTF-8 travel as the text they spell; each byte that is not becomes the lone surrogate
 * U+DC80 … U+DCFF of its value (Python's `surrogateescape`), so that every name goes there and back unchanged. JSON carries it
 * as `\udcXX`, a URL as the plain byte `%XX`. `src/main/lib/byte-text.ts` has both directions.
 */
export const volumePath = z.string().min(1).max(16_384);

/** One name in a folder, in the same spelling. */
export const fileName = z.string().min(1).max(1024);
