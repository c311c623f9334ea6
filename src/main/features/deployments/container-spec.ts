// What a container of a release is made with: pure functions from settings, image and variables.
import { type ContainerRole, containerName, deploymentLabels, NETWORK, PUBLISH_ADDRESS, roleLabel } from './names.ts';
import { containerLimits } from './limits.ts';
import type { ContainerSpec, DeployableProject, Labels } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { fileVariable, isSecretFile, secretMounts } from './secret-volume.ts';
import { isForRun } from './variable-scope.ts';

export interface PortHints {
  /** Set by the user in the project's settings. */
  readonly settings: number | null;
  /** The value of the variable PORT, if the user gave one: an application that honours it listens there. */
  readonly variable: string | undefined;
  /** What the source says. */
  readonly plan: number | null;
  /** EXPOSE of the image, ascending. */
  readonly exposed: readonly number[];
  readonly fallback: number;
}

/** The port the application is expected to listen on: what a person said comes before what we found out. */
export function chooseContainerPort(hints: PortHints): number {
  return hints.settings ?? toPort(hints.variable) ?? hints.plan ?? hints.exposed[0] ?? hints.fallback;
}

function toPort(text: string | undefined): number | null {
  const port = text === undefined || !/^\d{1,5}$/.test(text) ? 0 : Number(text);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** The user's own variables win over ours. Those that only a build uses are not there, and of those that are files their paths. */
export function containerEnvironment(
  row: DeploymentRow,
  project: DeployableProject,
  port: number,
  variables: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const ours: [string, string][] = [
    ['PORT', String(port)],
    ['MINIPAAS_PROJECT', project.slug],
    ['MINIPAAS_DEPLOYMENT', String(row.id)],
    ...(row.branch === null ? [] : [['MINIPAAS_BRANCH', row.branch] satisfies [string, string]]),
    ...(row.commitSha === null ? [] : [['MINIPAAS_COMMIT', row.commitSha] satisfies [string, string]]),
  ];
  const { variables: all } = row.snapshot;
  const files = all.filter(isSecretFile).map(({ key }) => fileVariable(key));
  const kept = new Set(all.filter((each) => isForRun(each) && !isSecretFile(each)).map(({ key }) => key));
  return new Map([...ours, ...files, ...[...variables].filter(([key]) => kept.has(key))]);
}

export interface ReleaseSpec {
  readonly row: DeploymentRow;
  readonly project: DeployableProject;
  readonly labels: Labels;
  readonly image: string;
  readonly containerPort: number;
  readonly variables: ReadonlyMap<string, string>;
}

/** Of a container that runs the release command, as the release itself would be run, once. */
export function commandSpec(release: ReleaseSpec, command: readonly string[]): ContainerSpec {
  return {
    ...containerSpec(release, 'command', 0),
    healthPort: null,
    command,
    restartPolicy: 'no',
    restartMaxRetries: null,
  };
}

/** `publishPort` 0 lets the engine pick one. Limits and policy are the snapshot's: a rollback brings them back. */
export function containerSpec(release: ReleaseSpec, role: ContainerRole, publishPort: number): ContainerSpec {
  const { row, project, labels, image, containerPort, variables } = release;
  return {
    name: containerName(project.slug, row.id, role),
    image,
    env: containerEnvironment(row, project, containerPort, variables),
    labels: { ...labels.own, ...deploymentLabels(row.projectId, row.id), ...roleLabel(role) },
    network: NETWORK,
    containerPort,
    healthPort: row.snapshot.settings.healthPort,
    publishAddress: PUBLISH_ADDRESS,
    publishPort,
    mounts: [...(row.snapshot.mounts ?? []), ...secretMounts(labels, row)],
    ...containerLimits(row.snapshot.settings),
  };
}
