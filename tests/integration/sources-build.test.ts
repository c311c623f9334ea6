// From a repository or a folder to an answer: what detection writes is built by the real engine and runs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectId } from '../../src/contract/ids.ts';
import type { Source } from '../../src/contract/sources.ts';
import { createImageStore } from '../../src/main/adapters/docker/images.ts';
import { createSourceTrees } from '../../src/main/adapters/files/source-trees.ts';
import { createGitRepositories } from '../../src/main/adapters/git/git-repositories.ts';
import { createSources } from '../../src/main/features/sources/service.ts';
import { buildRequest, openTestEngine, type TestEngine } from '../support/docker.ts';
import { gitTestEnvironment } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

let test: TestEngine;
let server: GitServer;
let folders: string;
let count = 0;
beforeAll(async () => {
  test = await openTestEngine();
  server = startGitServer();
  folders = mkdtempSync(join(tmpdir(), 'minipaas-folders-'));
});
afterAll(async () => {
  await test.close();
  await server.close();
  rmSync(folders, { recursive: true, force: true });
});

function sources() {
  const workFolder = join(server.folder, 'work');
  return createSources({
    git: createGitRepositories({ workFolder, environment: gitTestEnvironment }),
    trees: createSourceTrees({ workFolder }),
    credentials: { get: async () => null },
    settings: {
      current: () => ({
        defaultPort: 3000,
        registryMirror: null,
        baseImages: {
          node: 'node:local',
          python: 'busybox:local',
          go: 'busybox:local',
          static: 'busybox:local',
          goRuntime: 'busybox:local',
        },
      }),
    },
  });
}

function folderWith(files: Readonly<Record<string, string>>): Source {
  count += 1;
  const path = join(folders, String(count));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { kind: 'folder', path, rootDirectory: '' };
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

describe.each([
  { builder: 'BuildKit', hasBuildKit: true },
  { builder: 'the classic builder', hasBuildKit: false },
])('with $builder', ({ hasBuildKit }) => {
  async function build(source: Source, change: { dockerfilePath?: string; dockerfileOverride?: string } = {}) {
    const { fetcher, planner } = sources();
    const signal = AbortSignal.timeout(240_000);
    const wanted = { branch: null, commitSha: null };
    const fetched = await fetcher.fetch(1 as ProjectId, source, wanted, { signal, onLine: () => undefined });
    try {
      const settings = { dockerfilePath: null, dockerfileOverride: null, ...change };
      const { command = null, args = [] } = (await planner.repositoryFile(fetched.directory))?.file.build ?? {};
      const plan = await planner.plan(fetched.directory, settings, signal, [], { command, args });
      count += 1;
      const tag = `${test.prefix}-source-${count}:1`;
      const context = planner.context(fetched.directory, plan, signal);
      const images = createImageStore({ client: test.client, facts: { hasBuildKit } });
      await images.build(
        buildRequest({ tag, labels: test.labels, context, dockerfilePath: plan.dockerfilePath, signal }),
      );
      return { plan, tag };
    } finally {
      await fetched.dispose();
    }
  }

  /** Runs it, asks each path once it answers, stops it, and gives the answers and how it ended. */
  async function run({ tag, plan }: Awaited<ReturnType<typeof build>>, paths: readonly string[]) {
    const { containers } = test.engine;
    const port = plan.port ?? 0;
    const id = await containers.create(
      test.spec({ image: tag, containerPort: port, env: new Map([['PORT', String(port)]]) }),
    );
    await containers.start(id);
    const base = `http://127.0.0.1:${(await containers.inspect(id))?.publishedPort}`;
    await expect
      .poll(() =>
        fetch(base).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const answers: Answer[] = [];
    for (const path of paths) {
      const response = await fetch(base + path);
      answers.push({
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      });
    }
    await containers.stop(id, 20);
    return { answers, exitCode: (await containers.inspect(id))?.exitCode };
  }

  it('a static site from a repository is served without what builds it', async () => {
    const repository = server.createRepository(`static-${hasBuildKit}`, {
      'index.html': '<h1>home</h1>',
      '404.html': 'nothing here',
      'about/index.html': 'about',
      'module.mjs': 'export {}',
      'font.woff2': 'x',
      '.dockerignore': 'private\n',
      'private/secret': 'secret',
    });
    const built = await build({ kind: 'git', repoUrl: repository.path, branch: null, rootDirectory: '' });
    expect(built.plan).toMatchObject({ kind: 'static', port: 8080 });
    const paths = [
      '/',
      '/about/',
      '/module.mjs',
      '/font.woff2',
      '/missing',
      '/Dockerfile',
      '/.dockerignore',
      '/private/secret',
      '/.git/HEAD',
    ];
    const { answers, exitCode } = await run(built, paths);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404, 404, 404, 404, 404]);
    expect(answers[0]).toMatchObject({ text: '<h1>home</h1>', type: expect.stringContaining('text/html') });
    expect(answers[2]?.type).toContain('javascript');
    expect(answers[3]?.type).toBe('font/woff2');
    expect(answers[4]?.text).toBe('nothing here');
    // Ended by SIGTERM, not killed after the grace.
    expect(exitCode).toBe(0);
  });

  it('a site in a directory below the root directory is found, and made by the command of minipaas.json', async () => {
    const repository = server.createRepository(`nested-${hasBuildKit}`, {
      'sites/one/public/index.html': 'nested',
      'sites/one/notes': '',
      'sites/one/minipaas.json': JSON.stringify({
        build: { command: `cp notes public/copy && echo "it's $(cat public/index.html)" > public/made || exit 9` },
      }),
    });
    const built = await build({ kind: 'git', repoUrl: repository.path, branch: null, rootDirectory: 'sites/one' });
    const { answers } = await run(built, ['/', '/notes', '/copy', '/made']);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 200]);
    expect(answers[3]?.text).toBe("it's nested\n");
  });

  it('a Node.js server without packages runs as nobody in its own directory', async () => {
    const source = folderWith({
      'minipaas.json': '{"build": {"command": "echo \\"$0 $PWD\\" > made"}}',
      'package.json': '{"scripts":{"start":"MODE_NAME=quick node server.js"}}',
      'server.js': `
        import { createServer } from 'node:http';
        import { existsSync, writeFileSync } from 'node:fs';
        writeFileSync('written', 'by the program');
        const facts = { uid: process.getuid(), env: process.env.NODE_ENV, mode: process.env.MODE_NAME, home: process.env.HOME,
          pid: process.pid, files: ['.env', 'node_modules', '.git', 'made', 'written'].filter((name) => existsSync(name)) };
        process.on('SIGTERM', () => process.exit(7));
        createServer((request, response) => response.end(JSON.stringify(facts))).listen(process.env.PORT || 4567);`,
      '.env': 'SECRET=1',
      '.git/HEAD': '',
      'node_modules/x/index.js': '',
    });
    const built = await build(source);
    expect(built.plan).toMatchObject({ kind: 'node', framework: 'Node.js', port: 4567 });
    const { answers, exitCode } = await run(built, ['/']);
    expect(JSON.parse(answers[0]?.text ?? '')).toMatchObject({
      uid: 10_001,
      env: 'production',
      mode: 'quick',
      home: '/tmp',
      files: ['made', 'written'],
    });
    expect(exitCode).toBe(7);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['Python', { 'requirements.txt': 'flask', 'app.py': 'app = Flask(__name__)' }, 'python -m venv /opt/venv'],
    ['Go', { 'go.mod': 'module x', 'main.go': 'package main\nfunc main() {}' }, 'go mod download'],
  ])('what is written for %s is understood to its end', async (_, files, firstCommand) => {
    // Both builders read the whole file before the first step; the image here lacks the language, so that step fails.
    await expect(build(folderWith(files))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining(firstCommand),
    });
  });

  it('a Dockerfile of the source decides by itself, with its own ignore file', async () => {
    const source = folderWith({
      'deploy/web.Dockerfile':
        'FROM busybox:local\nCOPY . /srv\nEXPOSE 8123\nCMD ["httpd", "-f", "-p", "8123", "-h", "/srv"]\n',
      'deploy/web.Dockerfile.dockerignore': '**/*.log\n!keep.log\n',
      '.dockerignore': 'index.html\n',
      'index.html': 'own',
      'a/b.log': '',
      'keep.log': 'kept',
    });
    const built = await build(source, { dockerfilePath: 'deploy/web.Dockerfile' });
    expect(built.plan).toMatchObject({ kind: 'dockerfile', port: 8123, dockerfileText: null });
    const { answers } = await run(built, ['/', '/a/b.log', '/keep.log']);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  });

  it('a Dockerfile of the settings comes before that of the source', async () => {
    const source = folderWith({ Dockerfile: 'FROM nothing-of-that-name\n', 'index.html': 'x' });
    const built = await build(source, {
      dockerfileOverride:
        'FROM busybox:local\nCOPY index.html /srv/\nEXPOSE 8124\nCMD ["httpd", "-f", "-p", "8124", "-h", "/srv"]\n',
    });
    const { answers } = await run(built, ['/']);
    expect(answers[0]?.text).toBe('x');
  });
});
