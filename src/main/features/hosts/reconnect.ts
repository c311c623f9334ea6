/** Delay before the n-th attempt after a loss (n from 1): 0.5 s doubling to 30 s, with half of it random so that hosts lost together do not return together. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt - 1, 10));
  return ceiling / 2 + (ceiling / 2) * random;
}
