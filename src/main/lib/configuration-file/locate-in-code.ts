// Where a key stands in a configuration that is code: found by its name, one level after the other. A hint for a person.
import type { ConfigurationPath } from './configuration-result.ts';

/** Null where the last key is not written out, because it was computed. */
export function locateInCode(text: string, path: ConfigurationPath): number | null {
  let from = 0;
  for (const segment of path) {
    const name = String(segment).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const match = new RegExp(`(^|[\\s{,])['"]?${name}['"]?\\s*:`).exec(text.slice(from));
    if (match === null) {
      return null;
    }
    from += match.index + (match[1] ?? '').length;
  }
  return path.length === 0 ? null : text.slice(0, from).split('\n').length;
}
