/**
 * How long a test waits for what must come, milliseconds: longer than any machine needs, and shorter than the test's own limit, so that the wait
 * itself can say what did not come.
 */
export const PATIENCE_MS = 100_000;

/** Of tests on a real engine, whose limit is longer. */
export const ENGINE_PATIENCE_MS = 240_000;

/** `seen`: what there was instead. */
export async function inTime<T>(
  what: string,
  coming: Promise<T>,
  seen: () => string,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('It did not come.')), patienceMs);
  try {
    return await Promise.race([coming, late.promise]);
  } catch (error) {
    throw new Error(`Waited in vain for ${what}. Last was seen: ${seen()}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
