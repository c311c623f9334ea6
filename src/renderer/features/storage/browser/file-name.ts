/** The longest name that the file systems of servers take, in bytes. */
const MOST_BYTES = 255;

/** Why something cannot be called so; null: it can. */
export function nameProblem(name: string): string | null {
  if (name === '.' || name === '..') return `“${name}” means a folder already.`;
  if (name.includes('/')) return 'A name cannot hold a “/”.';
  if (name.includes('\0')) return 'A name cannot hold a zero byte.';
  const bytes = new TextEncoder().encode(name).length;
  return bytes > MOST_BYTES ? `A name has at most ${MOST_BYTES} bytes; this one has ${bytes}.` : null;
}
