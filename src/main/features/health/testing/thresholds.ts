import type { Thresholds } from '../ports.ts';

/** Those of an installation that says nothing. */
export const thresholds: Thresholds = () => ({
  diskWarningMB: 2048,
  diskFailureMB: 256,
  ownMemoryWarningMB: 600,
  hostMemoryWarningPercent: 5,
});
