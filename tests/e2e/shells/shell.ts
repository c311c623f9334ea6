// One dashboard, two shells: a spec gets one of these and does not ask which.
import type { Page } from 'playwright-core';

export type ShellKind = 'headless' | 'desktop';

export interface Shell {
  readonly kind: ShellKind;
  readonly page: Page;
  /** Where the control plane keeps its things. */
  readonly dataDir: string;
  /** What the process printed, for the message of a test that failed. */
  output(): string;
  /** Ends the process as a person would, and waits for it. */
  close(): Promise<void>;
}

export const VIEWPORT = { width: 1280, height: 800 } as const;

/** Base images that a test machine has without a registry. */
export const testEnvironment: Readonly<Record<string, string>> = {
  MINIPAAS_BASE_IMAGE_NODE: 'node:local',
  MINIPAAS_BASE_IMAGE_STATIC: 'busybox:local',
  // Ports 80 and 443 of a machine that runs tests are not theirs to take.
  MINIPAAS_INGRESS_DRIVER: 'none',
};
