/** What is being typed into the new-project dialog, and how it becomes the contract's input. Pure. */
import { assertNever } from '../../../../contract/assert-never.ts';
import type { HostId } from '../../../../contract/ids.ts';
import type { CreateProjectInput } from '../../../../contract/projects.ts';
import type { EnvSuggestion, GitCredential, SourceInput } from '../../../../contract/sources.ts';

export type SourceTab = 'git' | 'github' | 'folder' | 'image';

export interface CredentialDraft {
  readonly kind: 'none' | 'token' | 'sshKey';
  readonly username: string;
  readonly token: string;
  /** The key's text, or a path to it on the machine of miniPaaS. */
  readonly key: string;
}

export interface SourceDraft {
  readonly tab: SourceTab;
  readonly repoUrl: string;
  readonly branch: string;
  readonly rootDirectory: string;
  readonly folderPath: string;
  readonly image: string;
  readonly credential: CredentialDraft;
}

export interface VariableDraft {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** Where the code reads it; null for one that was typed. */
  readonly foundAt: string | null;
}

export interface ProjectDraft {
  readonly name: string;
  readonly port: string;
  readonly healthPath: string;
  readonly memoryLimitMb: string;
  readonly cpuLimitMillicores: string;
  readonly dockerfilePath: string;
  /** Null: not overridden. */
  readonly dockerfileOverride: string | null;
  readonly isBuildCacheEnabled: boolean;
  readonly hostId: HostId | null;
  readonly variables: readonly VariableDraft[];
}

export const noCredential: CredentialDraft = { kind: 'none', username: '', token: '', key: '' };

/** `from` is what the page's address carries: a repository, a folder or an image. */
export function emptySource(tab: SourceTab, from: string): SourceDraft {
  return {
    tab,
    repoUrl: tab === 'git' || tab === 'github' ? from : '',
    branch: '',
    rootDirectory: '',
    folderPath: tab === 'folder' ? from : '',
    image: tab === 'image' ? from : '',
    credential: noCredential,
  };
}

export const emptyProject: ProjectDraft = {
  name: '',
  port: '',
  healthPath: '',
  memoryLimitMb: '',
  cpuLimitMillicores: '',
  dockerfilePath: '',
  dockerfileOverride: null,
  isBuildCacheEnabled: true,
  hostId: null,
  variables: [],
};

/** What stands in the one field that every source has. */
export function sourceAddress(draft: SourceDraft): string {
  switch (draft.tab) {
    case 'git':
    case 'github':
      return draft.repoUrl.trim();
    case 'folder':
      return draft.folderPath.trim();
    case 'image':
      return draft.image.trim();
    default:
      return assertNever(draft.tab);
  }
}

export function toSourceInput(draft: SourceDraft): SourceInput {
  const address = sourceAddress(draft);
  if (draft.tab === 'image') return { image: address };
  const directory = text('rootDirectory', draft.rootDirectory);
  if (draft.tab === 'folder') return { folderPath: address, ...directory };
  const credential = toCredential(draft.credential);
  return {
    repoUrl: address,
    ...text('branch', draft.branch),
    ...directory,
    ...(credential === null ? {} : { credential }),
  };
}

export function toCredential({ kind, username, token, key }: CredentialDraft): GitCredential | null {
  switch (kind) {
    case 'none':
      return null;
    case 'token':
      return token.trim() === '' ? null : { kind, token: token.trim(), ...text('username', username) };
    case 'sshKey':
      if (key.trim() === '') return null;
      return key.includes('PRIVATE KEY') ? { kind, privateKey: key } : { kind, privateKeyPath: key.trim() };
    default:
      return assertNever(kind);
  }
}

export function variablesFrom(suggestions: readonly EnvSuggestion[]): readonly VariableDraft[] {
  return suggestions.map(({ key, exampleValue, looksSecret, file, line }) => ({
    key,
    value: exampleValue ?? '',
    isSecret: looksSecret,
    foundAt: `${file}:${line}`,
  }));
}

/** Fields left empty are left out: their value is found out or the installation's default. */
export function toCreateInput(source: SourceDraft, draft: ProjectDraft): CreateProjectInput {
  const variables = draft.variables
    .filter(({ key, value }) => key.trim() !== '' && value !== '')
    .map(({ key, value, isSecret }) => ({ key: key.trim(), value, isSecret }));
  return {
    ...toSourceInput(source),
    ...text('name', draft.name),
    ...number('port', draft.port),
    ...text('healthPath', draft.healthPath),
    ...number('memoryLimitMb', draft.memoryLimitMb),
    ...number('cpuLimitMillicores', draft.cpuLimitMillicores),
    ...text('dockerfilePath', draft.dockerfilePath),
    ...(draft.dockerfileOverride === null ? {} : { dockerfileOverride: draft.dockerfileOverride }),
    isBuildCacheEnabled: draft.isBuildCacheEnabled,
    ...(draft.hostId === null ? {} : { hostId: draft.hostId }),
    ...(variables.length === 0 ? {} : { variables }),
  };
}

/** Numbers that are none, by the field they stand in. */
export function draftErrors(draft: ProjectDraft): Readonly<Record<string, string>> {
  const fields = ['port', 'memoryLimitMb', 'cpuLimitMillicores'] as const;
  const wrong = fields.filter((field) => draft[field].trim() !== '' && !/^\d+$/.test(draft[field].trim()));
  return Object.fromEntries(wrong.map((field) => [field, 'A whole number, or nothing.']));
}

function text<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  return value.trim() === '' ? {} : ({ [key]: value.trim() } as { readonly [P in K]?: string });
}

function number<K extends string>(key: K, value: string): { readonly [P in K]?: number } {
  return value.trim() === '' ? {} : ({ [key]: Number(value) } as { readonly [P in K]?: number });
}
