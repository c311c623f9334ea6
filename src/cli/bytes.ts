import { formatBytes } from '../contract/bytes.ts';

/** A size that may not be known: what is counted later, or on a host that is away. */
export function sizeText(bytes: number | null): string {
  return bytes === null ? 'not known' : formatBytes(bytes);
}
