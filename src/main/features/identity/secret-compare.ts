import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares without telling by its duration how much was right: of equal length after hashing, whatever was sent. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
