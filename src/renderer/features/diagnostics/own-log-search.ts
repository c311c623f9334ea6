// What the page of the own log keeps in its address.
import type { OwnLogInput } from '../../../contract/diagnostics.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { LineLevel } from '../../../contract/log-level.ts';

export interface OwnLogSearch {
  readonly q?: string | undefined;
  /** This and worse; left out: `info`. */
  readonly level?: LineLevel | undefined;
  readonly project?: number | undefined;
  readonly deployment?: number | undefined;
  readonly host?: number | undefined;
  /** Not followed. */
  readonly still?: true | undefined;
}

export const defaultLevel: LineLevel = 'info';

type Filter = Partial<OwnLogInput>;

export function filterOf({ q, level, project, deployment, host }: OwnLogSearch): Filter {
  return {
    level: level ?? defaultLevel,
    ...(q === undefined ? {} : { search: q.slice(0, 200) }),
    ...(project === undefined ? {} : { projectId: project as ProjectId }),
    ...(deployment === undefined ? {} : { deploymentId: deployment as DeploymentId }),
    ...(host === undefined ? {} : { hostId: host as HostId }),
  };
}

export const isFiltered = ({ q, project, deployment, host }: OwnLogSearch): boolean =>
  [q, project, deployment, host].some((part) => part !== undefined);
