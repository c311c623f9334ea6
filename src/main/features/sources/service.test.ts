import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../../../tests/support/memory-tree.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { GitCredential, Source } from '../../../contract/sources.ts';
import type { GitRepositories, SourceTrees } from './ports.ts';
import { createSources } from './service.ts';

const id = 7 as ProjectId;
const token: GitCredential = { kind: 'token', token: 't' };
const repository: Source = {
  kind: 'git',
  repoUrl: 'https://example.com/shop.git',
  branch: 'main',
  rootDirectory: 'web',
};
const signal = new AbortController().signal;
const quiet = { signal, onLine: () => undefined };

function world(files: Readonly<Record<string, string>> = { 'index.html': '' }) {
  const calls: string[] = [];
  let now = 0;
  let failure: AppError | null = null;
  const git: GitRepositories = {
    async branches(repoUrl, { credential }) {
      calls.push(`branches ${repoUrl} ${credential?.kind}`);
      return { defaultBranch: 'main', branches: ['main', 'next'] };
    },
    async checkout(repoUrl, { directory, branch, commitSha, credential }) {
      calls.push(`checkout ${repoUrl} ${branch} ${commitSha} ${credential?.kind} into ${directory}`);
      if (failure !== null) throw failure;
      return { branch: branch ?? 'main', commit: { sha: 'abc', message: 'm', author: 'a', committedAt: 1 } };
    },
  };
  const trees: SourceTrees = {
    async open(folder, rootDirectory) {
      if (rootDirectory === 'missing') throw new AppError('ROOT_DIRECTORY_NOT_FOUND', { rootDirectory });
      return { directory: rootDirectory === '' ? folder : `${folder}/${rootDirectory}`, tree: memoryTree(files) };
    },
    pack(directory, { dockerfilePath, replace, ignoreFirst }) {
      calls.push(
        `pack ${directory} ${dockerfilePath} ${[...replace.keys()].join()} ${ignoreFirst?.includes('**/node_modules')}`,
      );
      return Readable.from([]);
    },
    async makeTemporary() {
      calls.push('make /tmp/1');
      return { directory: '/tmp/1', remove: async () => void calls.push('remove /tmp/1') };
    },
  };
  const sources = createSources({
    git,
    trees,
    credentials: { get: async (project) => (project === id ? token : null) },
    settings: {
      current: () => ({
        defaultPort: 3000,
        registryMirror: null,
        baseImages: { node: 'node', python: 'python', go: 'golang', static: 'busybox', goRuntime: 'busybox' },
      }),
    },
    now: () => now,
  });
  return { calls, sources, pass: (ms: number) => (now += ms), fail: (error: AppError) => (failure = error) };
}

describe('detect', () => {
  it('hears minipaas.json, and says what is wrong with it', async () => {
    const files = { 'index.html': '', 'minipaas.json': '{"port": 9000, "variables": [{"name": "DSN"}]}' };
    const { detection } = await world(files).sources.detect({ repoUrl: 'https://example.com/a' }, { signal });
    expect(detection).toMatchObject({
      port: 9000,
      portReason: 'minipaas.json of the repository says so.',
      suggestions: [{ key: 'DSN', file: 'minipaas.json' }],
    });
    const wrong = { ...files, 'minipaas.json': '{"prot": 9000}' };
    const looked = await world(wrong).sources.detect({ repoUrl: 'https://example.com/a' }, { signal });
    expect(looked.detection.notes.join()).toContain('"prot" is not known; port is');
  });

  it('fetches, looks and removes', async () => {
    const { sources, calls } = world();
    const found = await sources.detect(
      { repoUrl: 'https://me:pw@example.com/shop.git', rootDirectory: 'web' },
      { signal },
    );
    expect(found).toMatchObject({ suggestedName: 'web', branch: 'main', detection: { kind: 'static' } });
    expect(calls).toEqual([
      'make /tmp/1',
      'checkout https://example.com/shop.git null null token into /tmp/1/source',
      'remove /tmp/1',
    ]);
  });

  it('leaves nothing behind when it fails', async () => {
    for (const files of [{ 'README.md': '' }, { 'package.json': '{' }]) {
      const { sources, calls } = world(files);
      await expect(sources.detect({ repoUrl: 'https://example.com/a' }, { signal })).rejects.toBeInstanceOf(AppError);
      expect(calls.at(-1)).toBe('remove /tmp/1');
    }
    const { sources, calls, fail } = world();
    fail(new AppError('REPOSITORY_NOT_FOUND', { url: 'x' }));
    await expect(sources.detect({ repoUrl: 'https://example.com/a' }, { signal })).rejects.toMatchObject({
      code: 'REPOSITORY_NOT_FOUND',
    });
    expect(calls.at(-1)).toBe('remove /tmp/1');
  });

  it('leaves a folder alone and asks nothing of an image', async () => {
    const { sources, calls } = world();
    expect(await sources.detect({ folderPath: '/home/ada/site' }, { signal })).toMatchObject({
      suggestedName: 'site',
      branch: null,
    });
    expect(await sources.detect({ image: 'nginx:1.27' }, { signal })).toMatchObject({
      suggestedName: 'nginx',
      detection: { kind: 'image' },
    });
    expect(calls).toEqual([]);
  });
});

it('lists branches with the credential of the address', async () => {
  const { sources, calls } = world();
  const found = await sources.branches({ repoUrl: 'https://me:pw@example.com/shop.git' }, { signal });
  expect(found).toEqual({ defaultBranch: 'main', branches: ['main', 'next'] });
  expect(calls).toEqual(['branches https://example.com/shop.git token']);
});

describe('suggestions', () => {
  it('are looked for once in five minutes', async () => {
    const { sources, calls, pass } = world({ 'a.js': 'process.env.API_URL' });
    const ask = () => sources.suggestions(id, repository, signal);
    expect(await ask()).toMatchObject([{ key: 'API_URL' }]);
    await ask();
    expect(calls).toHaveLength(3);
    await sources.suggestions(id, { ...repository, branch: 'next' }, signal);
    expect(calls).toHaveLength(6);
    pass(5 * 60 * 1000);
    await ask();
    expect(calls).toHaveLength(9);
  });

  it('of an image are none', async () => {
    expect(await world().sources.suggestions(id, { kind: 'image', reference: 'x' }, signal)).toEqual([]);
  });
});

describe('fetcher', () => {
  it('takes the project’s credential and the wanted branch or commit', async () => {
    const { sources, calls } = world();
    const fetched = await sources.fetcher.fetch(id, repository, { branch: 'next', commitSha: 'abc1234' }, quiet);
    expect(fetched).toMatchObject({ directory: '/tmp/1/source/web', branch: 'next', commit: { sha: 'abc' } });
    expect(calls.at(-1)).toBe('checkout https://example.com/shop.git next abc1234 token into /tmp/1/source');
    await fetched.dispose();
    expect(calls.at(-1)).toBe('remove /tmp/1');
  });

  it('removes the checkout when its root directory is not there', async () => {
    const { sources, calls } = world();
    const source = { ...repository, rootDirectory: 'missing' } as Source;
    const fetching = sources.fetcher.fetch(id, source, { branch: null, commitSha: null }, quiet);
    await expect(fetching).rejects.toMatchObject({ code: 'ROOT_DIRECTORY_NOT_FOUND' });
    expect(calls.at(-1)).toBe('remove /tmp/1');
  });
});

describe('planner', () => {
  const none = { dockerfilePath: null, dockerfileOverride: null };

  it('puts in what it generated and leaves out what is made anew', async () => {
    const { sources, calls } = world();
    const plan = await sources.planner.plan('/src', none, signal);
    expect(plan).toMatchObject({ kind: 'static', dockerfilePath: 'Dockerfile', port: 8080 });
    sources.planner.context('/src', plan, signal);
    expect(calls).toEqual(['pack /src Dockerfile Dockerfile true']);
  });

  it('sends a Dockerfile of the source as it is', async () => {
    const { sources, calls } = world({ 'deploy/D': 'FROM x\nEXPOSE 90\n' });
    const plan = await sources.planner.plan('/src', { ...none, dockerfilePath: 'deploy/D' }, signal);
    expect(plan).toMatchObject({ kind: 'dockerfile', dockerfileText: null, port: 90 });
    sources.planner.context('/src', plan, signal);
    expect(calls).toEqual(['pack /src deploy/D  false']);
  });

  it('prefers the Dockerfile of the settings, and knows a copy of its own', async () => {
    const { sources, calls } = world({ Dockerfile: 'FROM x' });
    const own = await sources.planner.plan('/src', { ...none, dockerfileOverride: 'FROM y\nEXPOSE 91' }, signal);
    expect(own).toMatchObject({
      kind: 'dockerfile',
      dockerfilePath: 'Dockerfile',
      dockerfileText: 'FROM y\nEXPOSE 91',
      port: 91,
    });
    sources.planner.context('/src', own, signal);
    const copied = { ...own, dockerfileText: '# Made by miniPaaS for Koa.\nFROM y' };
    sources.planner.context('/src', copied, signal);
    expect(calls).toEqual(['pack /src Dockerfile Dockerfile false', 'pack /src Dockerfile Dockerfile true']);
  });

  it('stops when it is told to', async () => {
    const { sources } = world();
    const stopped = AbortSignal.abort(new Error('cancelled'));
    await expect(sources.planner.plan('/src', none, stopped)).rejects.toThrow('cancelled');
  });
});
