/** A project's settings as text in fields, and what of it changed. Pure. */
import type { Project, UpdateProjectInput } from '../../../contract/projects.ts';
import { type CredentialDraft, noCredential, toCredential } from './new/draft.ts';

export interface SettingsDraft {
  readonly name: string;
  readonly subdomain: string;
  readonly repoUrl: string;
  readonly branch: string;
  readonly rootDirectory: string;
  readonly image: string;
  readonly credential: CredentialDraft;
  readonly isCredentialRemoved: boolean;
  readonly port: string;
  readonly healthPath: string;
  readonly healthTimeoutSeconds: string;
  readonly healthPort: string;
  readonly healthIntervalSeconds: string;
  readonly healthProbeTimeoutSeconds: string;
  readonly healthGraceSeconds: string;
  readonly drainSeconds: string;
  readonly releaseStrategy: Project['settings']['releaseStrategy'];
  readonly autoRollbackMinutes: string;
  readonly releaseCommand: string;
  readonly releaseCommandTimeoutSeconds: string;
  readonly releaseCommandOnRollback: boolean;
  readonly dockerfilePath: string;
  readonly dockerfileOverride: string;
  readonly isBuildCacheEnabled: boolean;
  readonly memoryLimitMb: string;
  readonly cpuLimitMillicores: string;
  readonly pidsLimit: string;
  readonly restartPolicy: Project['settings']['restartPolicy'];
  readonly restartMaxRetries: string;
  readonly keepImageHistory: string;
  readonly autoRestart: boolean;
}

export function draftOf({ name, subdomain, source, settings }: Project): SettingsDraft {
  return {
    name,
    subdomain,
    repoUrl: source.kind === 'git' ? source.repoUrl : '',
    branch: source.kind === 'git' ? (source.branch ?? '') : '',
    rootDirectory: source.kind === 'image' ? '' : source.rootDirectory,
    image: source.kind === 'image' ? source.reference : '',
    credential: noCredential,
    isCredentialRemoved: false,
    port: text(settings.port),
    healthPath: settings.healthPath ?? '',
    healthTimeoutSeconds: text(settings.healthTimeoutSeconds),
    healthPort: text(settings.healthPort),
    healthIntervalSeconds: text(settings.healthIntervalSeconds),
    healthProbeTimeoutSeconds: text(settings.healthProbeTimeoutSeconds),
    healthGraceSeconds: text(settings.healthGraceSeconds),
    drainSeconds: text(settings.drainSeconds),
    releaseStrategy: settings.releaseStrategy,
    autoRollbackMinutes: text(settings.autoRollbackMinutes),
    releaseCommand: settings.releaseCommand ?? '',
    releaseCommandTimeoutSeconds: text(settings.releaseCommandTimeoutSeconds),
    releaseCommandOnRollback: settings.releaseCommandOnRollback,
    dockerfilePath: settings.dockerfilePath ?? '',
    dockerfileOverride: settings.dockerfileOverride ?? '',
    isBuildCacheEnabled: settings.isBuildCacheEnabled,
    memoryLimitMb: text(settings.memoryLimitMb),
    cpuLimitMillicores: text(settings.cpuLimitMillicores),
    pidsLimit: text(settings.pidsLimit),
    restartPolicy: settings.restartPolicy,
    restartMaxRetries: text(settings.restartMaxRetries),
    keepImageHistory: text(settings.keepImageHistory),
    autoRestart: settings.autoRestart,
  };
}

type Changes = Omit<UpdateProjectInput, 'id'>;
type Field = keyof SettingsDraft;

/** How each field goes back: empty text is null where nothing means something, and the default where it does not. */
const encoders: { readonly [F in Field]: (draft: SettingsDraft) => Changes } = {
  name: ({ name }) => ({ name: name.trim() }),
  subdomain: ({ subdomain }) => ({ subdomain: subdomain.trim() }),
  repoUrl: ({ repoUrl }) => ({ repoUrl: repoUrl.trim() }),
  branch: ({ branch }) => ({ branch: orNull(branch) }),
  rootDirectory: ({ rootDirectory }) => ({ rootDirectory: rootDirectory.trim() }),
  image: ({ image }) => ({ image: image.trim() }),
  credential: ({ credential }) => {
    const sent = toCredential(credential);
    return sent === null ? {} : { credential: sent };
  },
  isCredentialRemoved: ({ isCredentialRemoved }) => (isCredentialRemoved ? { credential: null } : {}),
  port: ({ port }) => ({ port: numberOrNull(port) }),
  healthPath: ({ healthPath }) => ({ healthPath: orNull(healthPath) }),
  healthTimeoutSeconds: ({ healthTimeoutSeconds }) => ({ healthTimeoutSeconds: Number(healthTimeoutSeconds) }),
  healthPort: ({ healthPort }) => ({ healthPort: numberOrNull(healthPort) }),
  healthIntervalSeconds: ({ healthIntervalSeconds }) => ({ healthIntervalSeconds: Number(healthIntervalSeconds) }),
  healthProbeTimeoutSeconds: ({ healthProbeTimeoutSeconds }) => ({
    healthProbeTimeoutSeconds: Number(healthProbeTimeoutSeconds),
  }),
  healthGraceSeconds: ({ healthGraceSeconds }) => ({ healthGraceSeconds: Number(healthGraceSeconds) }),
  drainSeconds: ({ drainSeconds }) => ({ drainSeconds: Number(drainSeconds) }),
  releaseStrategy: ({ releaseStrategy }) => ({ releaseStrategy }),
  autoRollbackMinutes: ({ autoRollbackMinutes }) => ({ autoRollbackMinutes: Number(autoRollbackMinutes) }),
  releaseCommand: ({ releaseCommand }) => ({ releaseCommand: orNull(releaseCommand) }),
  releaseCommandTimeoutSeconds: ({ releaseCommandTimeoutSeconds }) => ({
    releaseCommandTimeoutSeconds: Number(releaseCommandTimeoutSeconds),
  }),
  releaseCommandOnRollback: ({ releaseCommandOnRollback }) => ({ releaseCommandOnRollback }),
  dockerfilePath: ({ dockerfilePath }) => ({ dockerfilePath: orNull(dockerfilePath) }),
  dockerfileOverride: ({ dockerfileOverride }) => ({
    dockerfileOverride: dockerfileOverride.trim() === '' ? null : dockerfileOverride,
  }),
  isBuildCacheEnabled: ({ isBuildCacheEnabled }) => ({ isBuildCacheEnabled }),
  memoryLimitMb: ({ memoryLimitMb }) => ({ memoryLimitMb: numberOrNull(memoryLimitMb) }),
  cpuLimitMillicores: ({ cpuLimitMillicores }) => ({ cpuLimitMillicores: numberOrNull(cpuLimitMillicores) }),
  pidsLimit: ({ pidsLimit }) => ({ pidsLimit: numberOrNull(pidsLimit) }),
  restartPolicy: ({ restartPolicy }) => ({ restartPolicy }),
  restartMaxRetries: ({ restartMaxRetries }) => ({ restartMaxRetries: numberOrNull(restartMaxRetries) }),
  autoRestart: ({ autoRestart }) => ({ autoRestart }),
  keepImageHistory: ({ keepImageHistory }) => ({ keepImageHistory: Number(keepImageHistory) }),
};

export function changedFields(before: SettingsDraft, now: SettingsDraft): readonly Field[] {
  return (Object.keys(encoders) as Field[]).filter((field) => before[field] !== now[field]);
}

/** Only what was changed: two people in two windows do not undo each other's settings. */
export function changesOf(before: SettingsDraft, now: SettingsDraft): Changes {
  return Object.assign({}, ...changedFields(before, now).map((field) => encoders[field](now)));
}

const optionalNumbers = [
  'port',
  'healthPort',
  'memoryLimitMb',
  'cpuLimitMillicores',
  'pidsLimit',
  'restartMaxRetries',
] as const;
const numbers = [
  'healthTimeoutSeconds',
  'healthIntervalSeconds',
  'healthProbeTimeoutSeconds',
  'healthGraceSeconds',
  'drainSeconds',
  'autoRollbackMinutes',
  'releaseCommandTimeoutSeconds',
  'keepImageHistory',
] as const;

export function settingsErrors(draft: SettingsDraft): Readonly<Record<string, string>> {
  const optional = optionalNumbers.filter((field) => draft[field].trim() !== '' && !isWhole(draft[field]));
  const required = numbers.filter((field) => !isWhole(draft[field]));
  return Object.fromEntries([
    ...optional.map((field) => [field, 'A whole number, or nothing.']),
    ...required.map((field) => [field, 'A whole number.']),
  ]);
}

function isWhole(value: string): boolean {
  return /^\d+$/.test(value.trim());
}
function text(value: number | null): string {
  return value === null ? '' : String(value);
}
function orNull(value: string): string | null {
  return value.trim() === '' ? null : value.trim();
}
function numberOrNull(value: string): number | null {
  return value.trim() === '' ? null : Number(value);
}
