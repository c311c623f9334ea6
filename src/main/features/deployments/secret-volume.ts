// Which secrets a release has as files, where, and what its environment says of them. Pure.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { deploymentLabels } from './names.ts';
import type { ContainerMount, Labels } from './ports.ts';
import type { DeploymentRow, SnapshotVariable } from './ports/deployment-store.ts';
import type { SecretVolume } from './ports/secret-files.ts';
import { isForRun } from './variable-scope.ts';

/** Where orchestrators put them, and images look for them. */
export const SECRETS_FOLDER = '/run/secrets';

export const SECRETS_ROLE = { 'minipaas.role': 'secrets' } as const;

type Of = Pick<DeploymentRow, 'id' | 'projectId'>;

/** At the build there is no difference. */
export const isSecretFile = (variable: SnapshotVariable): boolean =>
  variable.isSecret && variable.delivery === 'file' && isForRun(variable);

export const secretFilesOf = ({ snapshot }: Pick<DeploymentRow, 'snapshot'>): readonly SnapshotVariable[] =>
  snapshot.variables.filter(isSecretFile);

/** Of this installation: another one on the same engine has deployments of the same numbers. */
export function secretVolumeName({ own }: Labels, projectId: ProjectId, id: DeploymentId): string {
  return `minipaas-secrets-${projectId}-${id}-${(own['minipaas.instance'] ?? 'other').slice(0, 8)}`;
}

export function secretVolume(labels: Labels, { id, projectId }: Of): SecretVolume {
  return {
    name: secretVolumeName(labels, projectId, id),
    labels: { ...labels.own, ...deploymentLabels(projectId, id), ...SECRETS_ROLE },
  };
}

/** The application reads; nobody in it writes. */
export function secretMounts(labels: Labels, row: Of & Pick<DeploymentRow, 'snapshot'>): readonly ContainerMount[] {
  return secretFilesOf(row).length === 0
    ? []
    : [{ dockerName: secretVolumeName(labels, row.projectId, row.id), path: SECRETS_FOLDER, isReadOnly: true }];
}

/** Many images take `NAME_FILE` in the place of `NAME`. */
export const fileVariable = (key: string): readonly [string, string] => [`${key}_FILE`, `${SECRETS_FOLDER}/${key}`];
