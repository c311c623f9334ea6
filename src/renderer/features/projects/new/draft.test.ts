import { describe, expect, it } from 'vitest';
import { createProjectInput } from '../../../../contract/projects.ts';
import { sourceInput } from '../../../../contract/sources.ts';
import {
  draftErrors,
  emptyProject,
  emptySource,
  noCredential,
  toCreateInput,
  toCredential,
  toSourceInput,
  variablesFrom,
} from './draft.ts';

describe('toSourceInput', () => {
  it('names exactly the source of the tab, trimmed', () => {
    expect(toSourceInput(emptySource('git', ' https://example.com/a.git '))).toEqual({
      repoUrl: 'https://example.com/a.git',
    });
    expect(toSourceInput({ ...emptySource('folder', '/srv/app'), rootDirectory: 'web', branch: 'x' })).toEqual({
      folderPath: '/srv/app',
      rootDirectory: 'web',
    });
    expect(toSourceInput({ ...emptySource('image', 'nginx:1.27'), rootDirectory: 'web' })).toEqual({
      image: 'nginx:1.27',
    });
  });

  it('carries branch, directory and credential of a repository', () => {
    const draft = {
      ...emptySource('github', 'https://github.com/a/b.git'),
      branch: 'main',
      credential: { ...noCredential, kind: 'token' as const, token: ' t ' },
    };
    const input = toSourceInput(draft);
    expect(input).toEqual({
      repoUrl: 'https://github.com/a/b.git',
      branch: 'main',
      credential: { kind: 'token', token: 't' },
    });
    expect(sourceInput.safeParse(input).success).toBe(true);
  });
});

describe('toCredential', () => {
  it('tells a key from a path to one, and sends nothing for an empty field', () => {
    expect(toCredential({ ...noCredential, kind: 'sshKey', key: ' ~/.ssh/id_ed25519 ' })).toEqual({
      kind: 'sshKey',
      privateKeyPath: '~/.ssh/id_ed25519',
    });
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n';
    expect(toCredential({ ...noCredential, kind: 'sshKey', key })).toEqual({ kind: 'sshKey', privateKey: key });
    expect(toCredential({ ...noCredential, kind: 'token' })).toBeNull();
    expect(toCredential(noCredential)).toBeNull();
  });
});

describe('toCreateInput', () => {
  const source = emptySource('git', 'https://example.com/a.git');

  it('leaves out what was left empty', () => {
    expect(toCreateInput(source, emptyProject)).toEqual({
      repoUrl: 'https://example.com/a.git',
      isBuildCacheEnabled: true,
    });
  });

  it('is an input of the contract when everything is filled in', () => {
    const input = toCreateInput(source, {
      ...emptyProject,
      name: ' shop ',
      port: '8080',
      healthPath: '/healthz',
      memoryLimitMb: '512',
      dockerfileOverride: 'FROM scratch\n',
      variables: [
        { key: 'A', value: '1', isSecret: false, foundAt: null },
        { key: 'EMPTY', value: '', isSecret: true, foundAt: 'a.ts:1' },
        { key: ' ', value: 'x', isSecret: false, foundAt: null },
      ],
    });
    expect(input).toMatchObject({
      name: 'shop',
      port: 8080,
      memoryLimitMb: 512,
      variables: [{ key: 'A', value: '1', isSecret: false }],
    });
    expect(createProjectInput.safeParse(input).success).toBe(true);
  });

  it('suggested variables keep their example and where they were found', () => {
    expect(variablesFrom([{ key: 'DB', file: 'src/db.ts', line: 4, exampleValue: null, looksSecret: true }])).toEqual([
      { key: 'DB', value: '', isSecret: true, foundAt: 'src/db.ts:4' },
    ]);
  });
});

it('says which number is none', () => {
  expect(draftErrors({ ...emptyProject, port: 'http', memoryLimitMb: '-5', cpuLimitMillicores: '500' })).toEqual({
    port: 'A whole number, or nothing.',
    memoryLimitMb: 'A whole number, or nothing.',
  });
});
