import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import type { LogSnapshot } from './log-store.ts';
import type { ReadLog } from './use-log.ts';

/** One log, for what works on it from the outside. */
export interface LogHandle {
  readonly deploymentId: DeploymentId;
  readonly kind: LogKind;
  readonly read: ReadLog;
  readonly snapshot: LogSnapshot;
}
