// Which three-byte pieces a text has, as numbers of a fixed range. Letters count as their lower case, so that one index serves
// both kinds of search; bytes of other alphabets count as they are.

/** 32,768: a block of 64 KiB of logs has some 5,000 different trigrams, which leaves five of six bits empty. */
export const TRIGRAM_BITS = 15;
export const TRIGRAM_COUNT = 1 << TRIGRAM_BITS;

/** Knuth's multiplicative hash (TAOCP 3, 6.4) of three bytes: the upper bits of the product. */
function hash(a: number, b: number, c: number): number {
  return Math.imul((a << 16) | (b << 8) | c, 0x9e37_79b1) >>> (32 - TRIGRAM_BITS);
}

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Calls back with the trigrams of the bytes from `start` to before `end`, some of them more than once. */
export function eachTrigram(data: Uint8Array, start: number, end: number, found: (trigram: number) => void): void {
  let a = lower[data[start] ?? 0] ?? 0;
  let b = lower[data[start + 1] ?? 0] ?? 0;
  for (let at = start + 2; at < end; at += 1) {
    const c = lower[data[at] ?? 0] ?? 0;
    found(hash(a, b, c));
    a = b;
    b = c;
  }
}

/** Each lets one block of six through by chance: with six of them, one of 46,656. Each is a read. */
const MAX_TRIGRAMS = 6;

/**
 * Trigrams that every line with this literal has. With `isCaseSensitive` false, pieces with bytes beyond ASCII are left
 * out: their other case has other bytes. Empty: the index cannot help.
 */
export function trigramsOf(literal: string, isCaseSensitive: boolean): readonly number[] {
  const bytes = Buffer.from(literal);
  const found = new Set<number>();
  for (let at = 0; at + 3 <= bytes.length; at += 1) {
    const piece = bytes.subarray(at, at + 3);
    if (isCaseSensitive || piece.every((byte) => byte < 128)) {
      eachTrigram(piece, 0, 3, (trigram) => found.add(trigram));
    }
  }
  const all = [...found];
  const step = Math.max(1, all.length / MAX_TRIGRAMS);
  return Array.from({ length: Math.min(all.length, MAX_TRIGRAMS) }, (_, index) => all[Math.floor(index * step)] ?? 0);
}
