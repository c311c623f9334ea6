// The ingress as releases see it.
import type { DeploymentId, HostId, ProjectId } from '../../../../contract/ids.ts';

/** Where new requests are to go. */
export interface RouteTarget {
  readonly deploymentId: DeploymentId;
  readonly containerId: string;
  /** The application's own, inside its container. */
  readonly port: number;
}

/** The ingress of a host, as far as releases are concerned. What goes wrong there does not fail a release: it serves on its port. */
export interface ReleaseRouter {
  /** Where the ingress of its host routes to the project; null where none does. */
  addressOf(projectId: ProjectId): string | null;
  isRouting(hostId: HostId): boolean;
  /** New requests go there when this resolves; those under way stay where they are. */
  point(projectId: ProjectId, hostId: HostId, target: RouteTarget): Promise<void>;
  /** Requests go there and nowhere else; null: nowhere. */
  settle(projectId: ProjectId, hostId: HostId, target: RouteTarget | null): Promise<void>;
  /** Something runs there that did not before, or no longer does. */
  released(projectId: ProjectId, hostId: HostId): void;
}
