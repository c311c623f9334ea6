// What a build gets of the variables: plain ones as arguments, secrets as mounts and in no other way.
import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/app-error.ts';
import type { BuildPlan } from './ports.ts';
import type { SnapshotVariable } from './ports/deployment-store.ts';
import { isForBuild } from './variable-scope.ts';

/** Names the state of the secrets without saying anything of them: who declares it with ARG has later steps run anew when one changes. */
export const SECRETS_REVISION = 'MINIPAAS_SECRETS';

export interface BuildVariables {
  readonly args: Readonly<Record<string, string>>;
  /** Those that the Dockerfile mounts: the others nobody would ask for. */
  readonly secrets: ReadonlyMap<string, string>;
  /** For the build log. */
  readonly notes: readonly string[];
}

export const buildSecretNames = (variables: readonly SnapshotVariable[]): readonly string[] =>
  variables.filter((each) => each.isSecret && isForBuild(each)).map(({ key }) => key);

/**
 * Arguments are read where a Dockerfile declares them (`VITE_…` of a static build), and stay readable in the image's history: secrets are
 * never among them. Throws BUILD_SECRET_AS_ARGUMENT.
 */
export function buildVariables(
  variables: readonly SnapshotVariable[],
  values: ReadonlyMap<string, string>,
  {
    dockerfilePath,
    secretMounts,
    buildArguments,
    argumentNames,
  }: Pick<BuildPlan, 'dockerfilePath' | 'secretMounts' | 'buildArguments' | 'argumentNames'>,
): BuildVariables {
  const forBuild = variables.filter(isForBuild);
  const names = buildSecretNames(variables);
  for (const { key: name, line } of buildArguments) {
    if (names.includes(name)) {
      throw new AppError('BUILD_SECRET_AS_ARGUMENT', { name, line });
    }
  }
  const mounted = names.filter((name) => secretMounts.includes(name));
  const plain = forBuild
    .filter(({ key }) => argumentNames === undefined || argumentNames.includes(key))
    .flatMap((each): [string, string][] => (each.isSecret ? [] : [[each.key, each.value]]));
  return {
    args: Object.fromEntries(names.length === 0 ? plain : [[SECRETS_REVISION, revisionOf(forBuild)], ...plain]),
    secrets: new Map(mounted.map((name) => [name, values.get(name) ?? ''])),
    notes: [
      ...names
        .filter((name) => !mounted.includes(name))
        .map(
          (name) =>
            `The secret ${name} is for the build, but ${dockerfilePath} mounts it nowhere: RUN --mount=type=secret,id=${name} …`,
        ),
      ...secretMounts
        .filter((name) => !names.includes(name))
        .map((name) => `${dockerfilePath} mounts the secret ${name}, and no secret of that name is set for the build.`),
    ],
  };
}

/** Of the sealed texts, which are new with each new value and the same for the same: the values are not in it. */
function revisionOf(variables: readonly SnapshotVariable[]): string {
  const sealed = variables.flatMap((each) => (each.isSecret ? [`${each.key}=${each.sealed}`] : []));
  return createHash('sha256').update(sealed.join('\n')).digest('hex').slice(0, 16);
}
