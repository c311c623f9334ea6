// minipaas.json of a fetched source: what it says becomes part of the release, where nobody has said otherwise.
import { AppError } from '../../../contract/app-error.ts';
import { REPOSITORY_FILE, type RepositoryFile, sizeInBytes } from '../../../contract/repository-file.ts';
import type { ReleaseOrigins } from '../../../contract/release-origins.ts';
import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import type { DeploymentRow, ReleaseSnapshot, SnapshotVariable } from './ports/deployment-store.ts';
import { buildValues, mergeSettings, mergeVariables } from './repository-settings.ts';

type Values = readonly ReleaseOrigins['values'][number][];

export interface TakenFile {
  readonly file: RepositoryFile | null;
  /** What is built. */
  readonly directory: string;
}

/** Throws REPOSITORY_FILE_INVALID, VARIABLES_MISSING, what making a volume or opening a secret throws. */
export async function takeRepositoryFile(
  parts: DeploymentParts,
  attempt: Attempt,
  directory: string,
  signal: AbortSignal,
): Promise<TakenFile> {
  const found = await parts.planner.repositoryFile(directory);
  signal.throwIfAborted();
  const before = withoutFile(attempt.row().snapshot);
  if (found === null) {
    if (attempt.row().snapshot.origins !== undefined) {
      // An earlier attempt has seen one, of another commit.
      attempt.patch({ snapshot: before });
      await attempt.reread();
    }
    return { file: null, directory };
  }
  const { file, contextDirectory } = found;
  attempt.say(`${REPOSITORY_FILE} of the repository is used.`);
  const { settings, values, ownSettings } = mergeSettings(before.settings, file);
  const variables = await takeVariables(parts, attempt, before.variables, file);
  const volumes = await takeVolumes(parts, attempt, file, signal);
  const origins = [
    portValue(before, variables.all, file),
    ...values,
    ...buildValues(file),
    ...variables.values,
    ...volumes,
  ];
  for (const { key, value, overruled } of origins) {
    if (overruled !== null) {
      attempt.say(
        `${key} is "${overruled}" in ${REPOSITORY_FILE}; the project’s own setting "${value ?? '…'}" counts.`,
      );
    }
  }
  attempt.patch({
    snapshot: {
      ...before,
      settings,
      ownSettings,
      variables: variables.all,
      origins,
      ...(variables.hasGenerated ? { takenAt: parts.clock.now() } : {}),
    },
  });
  await attempt.reread();
  return { file, directory: contextDirectory };
}

/** As the project itself says it, without what an earlier attempt has taken from the file. */
function withoutFile(snapshot: ReleaseSnapshot): ReleaseSnapshot {
  const { ownSettings, origins: _, ...rest } = snapshot;
  return {
    ...rest,
    settings: { ...rest.settings, ...ownSettings },
    variables: rest.variables.filter(({ isFromFile }) => isFromFile !== true),
  };
}

interface TakenVariables {
  readonly all: readonly SnapshotVariable[];
  readonly values: Values;
  readonly hasGenerated: boolean;
}

/** What is needed and missing stops the deployment before anything is made. */
async function takeVariables(
  { generateVariables, environment }: DeploymentParts,
  attempt: Attempt,
  own: readonly SnapshotVariable[],
  file: RepositoryFile,
): Promise<TakenVariables> {
  const { added, toGenerate, missing, values } = mergeVariables(own, file);
  if (missing.length > 0) {
    for (const { key, description } of missing) {
      attempt.say(`Needed and not set: ${key}${description === null ? '' : `, ${description}`}`);
    }
    const names = missing.map(({ key }) => key);
    throw new AppError('VARIABLES_MISSING', { names }, { details: { name: names.join(', ') } });
  }
  if (toGenerate.length === 0) {
    return { all: [...own, ...added], values, hasGenerated: false };
  }
  const { projectId, createdBy } = attempt.row();
  const keys = toGenerate.map(({ key }) => key);
  await generateVariables(projectId, toGenerate, createdBy);
  attempt.say(`Made at random and kept in the Environment tab: ${keys.join(', ')}.`);
  const made = environment.snapshot(projectId).filter(({ key }) => keys.includes(key));
  return { all: [...own, ...made, ...added], values, hasGenerated: true };
}

async function takeVolumes(
  { declareVolumes }: DeploymentParts,
  attempt: Attempt,
  file: RepositoryFile,
  signal: AbortSignal,
): Promise<Values> {
  const declared = (file.volumes ?? []).map(({ name, path, size }) => ({
    name,
    mountPath: path,
    maxSizeBytes: size === undefined ? null : sizeInBytes(size),
  }));
  if (declared.length === 0) {
    return [];
  }
  const { projectId } = attempt.row();
  const volumes = await declareVolumes(projectId, declared);
  signal.throwIfAborted();
  return volumes.map(({ name, mountPath, isMade }, index) => {
    const wanted = declared[index]?.mountPath ?? mountPath;
    if (isMade) {
      attempt.say(`The volume ${name} was made, to be found at ${mountPath}.`);
    }
    return {
      key: `volumes.${name}`,
      value: mountPath,
      origin: isMade || mountPath === wanted ? 'file' : 'project',
      overruled: mountPath === wanted ? null : wanted,
    };
  });
}

/** Its number is known when the image is there. */
function portValue(
  { settings }: Pick<ReleaseSnapshot, 'settings'>,
  variables: readonly SnapshotVariable[],
  file: RepositoryFile,
): Values[number] {
  const variable = variables.find(({ key }) => key === 'PORT');
  const own = settings.port ?? (variable?.isSecret === false ? variable.value : null);
  const inFile = file.port === undefined ? null : String(file.port);
  return {
    key: 'port',
    value: own === null ? inFile : String(own),
    origin: own === null ? (inFile === null ? 'source' : 'file') : 'project',
    overruled: own === null || inFile === null || inFile === String(own) ? null : inFile,
  };
}

/** Of a release without the file: its settings alone. */
export function releaseOrigins({ snapshot }: Pick<DeploymentRow, 'snapshot'>): ReleaseOrigins {
  const { settings, origins, containerPort } = snapshot;
  const values = origins ?? [
    {
      key: 'port',
      value: null,
      origin: settings.port === null ? ('source' as const) : ('project' as const),
      overruled: null,
    },
    ...mergeSettings(settings, null).values,
  ];
  return {
    hasFile: origins !== undefined,
    values: values.map((each) =>
      each.key === 'port' && containerPort !== null ? { ...each, value: String(containerPort) } : each,
    ),
  };
}
