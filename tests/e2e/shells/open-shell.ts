import { openDesktopShell } from './desktop.ts';
import { openHeadlessShell } from './headless.ts';
import type { Shell, ShellKind } from './shell.ts';

export const shellKinds = ['headless', 'desktop'] as const satisfies readonly ShellKind[];

export const openShell = (kind: ShellKind): Promise<Shell> =>
  kind === 'headless' ? openHeadlessShell() : openDesktopShell();
