/** Below this nobody notices that the CPU limit held the application back. */
const NOTICED_SHARE = 0.05;

/** `share` of its scheduling periods; null without a limit. */
export function isThrottled(share: number | null): boolean {
  return share !== null && share >= NOTICED_SHARE;
}
