import { describe, expect, it } from 'vitest';
import { type Project, releaseDefaults, updateProjectInput } from '../../../contract/projects.ts';
import { noCredential } from './new/draft.ts';
import { changedFields, changesOf, draftOf, settingsErrors } from './settings-draft.ts';

const project = {
  id: 1,
  name: 'shop',
  subdomain: 'shop',
  source: { kind: 'git', repoUrl: 'https://example.com/shop.git', branch: null, rootDirectory: '' },
  settings: {
    port: null,
    healthPath: '/up',
    healthTimeoutSeconds: 60,
    ...releaseDefaults,
    dockerfilePath: null,
    dockerfileOverride: null,
    isBuildCacheEnabled: true,
    memoryLimitMb: 512,
    cpuLimitMillicores: null,
    pidsLimit: 4096,
    restartMaxRetries: null,
    restartPolicy: 'unless-stopped',
    keepImageHistory: 5,
  },
} as unknown as Project;
const saved = draftOf(project);

describe('changesOf', () => {
  it('sends nothing when nothing changed', () => {
    expect(changedFields(saved, { ...saved })).toEqual([]);
    expect(changesOf(saved, { ...saved })).toEqual({});
  });

  it('sends only what changed, with null for what was emptied', () => {
    const changes = changesOf(saved, { ...saved, healthPath: ' ', memoryLimitMb: '', port: '8080', name: ' store ' });
    expect(changes).toEqual({ healthPath: null, memoryLimitMb: null, port: 8080, name: 'store' });
    expect(updateProjectInput.safeParse({ id: 1, ...changes }).success).toBe(true);
  });

  it('replaces or forgets a credential', () => {
    const credential = { ...noCredential, kind: 'token' as const, token: 't' };
    expect(changesOf(saved, { ...saved, credential })).toEqual({ credential: { kind: 'token', token: 't' } });
    expect(changesOf(saved, { ...saved, isCredentialRemoved: true })).toEqual({ credential: null });
  });
});

it('marks what is no number, also where one must stand', () => {
  expect(
    Object.keys(settingsErrors({ ...saved, port: 'x', keepImageHistory: '', healthTimeoutSeconds: '1.5' })),
  ).toEqual(['port', 'healthTimeoutSeconds', 'keepImageHistory']);
  expect(settingsErrors(saved)).toEqual({});
});
