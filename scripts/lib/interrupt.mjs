// Ctrl-C and a polite kill as an AbortSignal, so that what was started is ended before we end.

/** @returns {AbortSignal} aborted at the first interruption; a second one ends the process at once */
export function untilInterrupted() {
  const controller = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(name, () => controller.abort(new Error(`interrupted by ${name}`)));
  }
  return controller.signal;
}
