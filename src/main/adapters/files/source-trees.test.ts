import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSourceTrees } from './source-trees.ts';

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'minipaas-trees-'));
  folder = join(base, 'project');
  mkdirSync(folder);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const trees = () => createSourceTrees({ workFolder: join(base, 'work') });

describe('open', () => {
  it('applies the root directory', async () => {
    put({ 'apps/web/package.json': '{}' });
    const { directory, tree } = await trees().open(folder, 'apps/web');
    expect(directory).toBe(join(folder, 'apps/web'));
    expect(await tree.list('')).toEqual(['package.json']);
  });

  it.each(['..', '../project/..', 'missing', 'file', 'out', 'a/../../x'])(
    'refuses the root directory %s',
    async (rootDirectory) => {
      put({ file: '' });
      symlinkSync('/', join(folder, 'out'));
      await expect(trees().open(folder, rootDirectory)).rejects.toMatchObject({
        code: 'ROOT_DIRECTORY_NOT_FOUND',
        field: 'rootDirectory',
      });
    },
  );

  it('refuses a folder that is not there', async () => {
    await expect(trees().open(join(base, 'no'), '')).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
  });
});

async function collect(paths: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const path of paths) found.push(path);
  return found;
}

describe('the tree', () => {
  it('reads text up to a limit, without a byte order mark', async () => {
    put({ a: '\uFEFFabcdef' });
    const { tree } = await trees().open(folder, '');
    expect(await tree.readText('a')).toBe('abcdef');
    expect(await tree.readText('a', 5)).toBe('ab');
    expect(await tree.readText('missing')).toBeNull();
    expect(await tree.readText('.')).toBeNull();
    expect(await tree.readText('a/b')).toBeNull();
  });

  it('follows links inside, never out', async () => {
    put({ 'real/file': 'in' });
    writeFileSync(join(base, 'secret'), 'out');
    symlinkSync('real', join(folder, 'link'));
    symlinkSync('../secret', join(folder, 'escape'));
    symlinkSync('loop', join(folder, 'loop'));
    const { tree } = await trees().open(folder, '');
    expect(await tree.readText('link/file')).toBe('in');
    expect(await tree.readText('escape')).toBeNull();
    expect(await tree.readText('../secret')).toBeNull();
    expect(await tree.readText('loop')).toBeNull();
    expect(await tree.list('..')).toEqual([]);
    expect(await tree.list('')).toEqual(['escape', 'link/', 'loop', 'real/']);
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { tree } = await trees().open(folder, '');
    expect(await tree.readText('pipe')).toBeNull();
  });

  it('walks its own code only, up to a limit', async () => {
    put({ 'a.js': '', 'src/b.js': '', 'src/deep/c.js': '', 'node_modules/x/i.js': '', '.git/HEAD': '', 'z.js': '' });
    const { tree } = await trees().open(folder, '');
    expect(await collect(tree.walk(10))).toEqual(['a.js', 'src/b.js', 'src/deep/c.js', 'z.js']);
    expect(await collect(tree.walk(2))).toEqual(['a.js', 'src/b.js']);
  });
});

interface Packed {
  readonly type: string;
  readonly mode: number;
  readonly text: string;
  readonly linkname?: string;
}

interface Options {
  readonly dockerfilePath?: string;
  readonly replace?: Readonly<Record<string, string>>;
  readonly ignoreFirst?: readonly string[];
  readonly signal?: AbortSignal;
}

const stream = ({ dockerfilePath = 'Dockerfile', replace = {}, ignoreFirst = [], signal }: Options = {}) =>
  trees().pack(folder, {
    dockerfilePath,
    replace: new Map(Object.entries(replace)),
    ignoreFirst,
    signal: signal ?? new AbortController().signal,
  });

async function packed(options: Options = {}): Promise<Readonly<Record<string, Packed>>> {
  const found: Record<string, Packed> = {};
  const unpack = extract();
  stream(options)
    .on('error', (error) => unpack.destroy(error))
    .pipe(unpack);
  for await (const entry of unpack) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, mode, linkname } = entry.header;
    expect(found[name]).toBeUndefined();
    found[name] = { type, mode, text: Buffer.concat(chunks).toString(), ...(type === 'symlink' && { linkname }) };
  }
  return found;
}

/** Files below the folder that this process has open. */
const openBelow = (directory: string) =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(directory) ? [target] : [];
    } catch {
      return [];
    }
  });

describe('pack', () => {
  it('keeps modes, links, empty directories and odd names', async () => {
    put({ 'a b/ü.txt': 'x', '-rf': 'y', run: 'z', [`${'long'.repeat(60)}.txt`]: 'long', 'line\nbreak': 'n' });
    chmodSync(join(folder, 'run'), 0o755);
    mkdirSync(join(folder, 'empty'));
    symlinkSync('../../outside', join(folder, 'link'));
    const found = await packed();
    expect(found['a b/ü.txt']).toMatchObject({ type: 'file', text: 'x', mode: 0o644 });
    expect(found['run']?.mode).toBe(0o755);
    expect(found['empty/']?.type).toBe('directory');
    expect(found['link']).toMatchObject({ type: 'symlink', linkname: '../../outside' });
    expect(Object.keys(found)).toHaveLength(8);
  });

  it('leaves out sockets and pipes', async () => {
    put({ a: '1' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(Object.keys(await packed())).toEqual(['a']);
    server.close();
  });

  it('honours .dockerignore and always sends it and the Dockerfile', async () => {
    put({ '.dockerignore': '*\n!src/keep', Dockerfile: 'FROM x', 'src/keep': '1', 'src/drop': '2', other: '3' });
    expect(Object.keys(await packed())).toEqual(['.dockerignore', 'Dockerfile', 'src/', 'src/keep']);
  });

  it('prefers the ignore file of the Dockerfile', async () => {
    put({ '.dockerignore': 'a', 'deploy/D.dockerignore': 'b', 'deploy/D': 'FROM x', a: '', b: '' });
    expect(Object.keys(await packed({ dockerfilePath: 'deploy/D' }))).toContain('a');
    expect(Object.keys(await packed({ dockerfilePath: 'deploy/D' }))).not.toContain('b');
  });

  it('sends an ignored Dockerfile with the directories above it', async () => {
    put({ '.dockerignore': 'deploy', 'deploy/docker/Dockerfile': 'FROM x', 'deploy/secret': '' });
    expect(Object.keys(await packed({ dockerfilePath: 'deploy/docker/Dockerfile' }))).toEqual([
      '.dockerignore',
      'deploy/',
      'deploy/docker/',
      'deploy/docker/Dockerfile',
    ]);
  });

  it('puts in and replaces files once, ignored or not', async () => {
    put({ '.dockerignore': 'Dockerfile\nextra', Dockerfile: 'FROM old', a: '' });
    const found = await packed({ replace: { Dockerfile: 'FROM new', extra: 'text' } });
    expect(found['Dockerfile']?.text).toBe('FROM new');
    expect(found['extra']?.text).toBe('text');
  });

  it('lets the ignore file take back what is left out first', async () => {
    put({ '.git/HEAD': '', 'node_modules/x': '', a: '' });
    const ignoreFirst = ['**/.git', '**/node_modules'];
    expect(Object.keys(await packed({ ignoreFirst }))).toEqual(['a']);
    put({ '.dockerignore': '!.git' });
    expect(Object.keys(await packed({ ignoreFirst }))).toEqual(['.dockerignore', '.git/', '.git/HEAD', 'a']);
  });

  it('names a broken ignore file', async () => {
    put({ '.dockerignore': 'a\n[' });
    await expect(packed()).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('.dockerignore'),
    });
  });

  it('sends what was there when a file was opened, however it grows', async () => {
    put({ big: 'x'.repeat(8 * 1024 * 1024), small: '' });
    const output = stream();
    const first = await new Promise<Buffer>((resolve) => output.once('data', resolve));
    output.pause();
    appendFileSync(join(folder, 'big'), 'y'.repeat(1024 * 1024));
    const rest = await buffer(output);
    expect(first.length + rest.length).toBe(512 + 8 * 1024 * 1024 + 512 + 1024);
  });

  it('fails naming the file that became shorter', async () => {
    put({ big: 'x'.repeat(8 * 1024 * 1024) });
    const output = stream();
    await new Promise((resolve) => output.once('data', resolve));
    output.pause();
    truncateSync(join(folder, 'big'), 100);
    await expect(buffer(output)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('big'),
    });
  });

  it('ends with the reason of an abort, and closes what it opened', async () => {
    put({ big: 'x'.repeat(8 * 1024 * 1024) });
    const controller = new AbortController();
    const output = stream({ signal: controller.signal });
    await new Promise((resolve) => output.once('data', resolve));
    controller.abort(new Error('cancelled'));
    await expect(buffer(output)).rejects.toThrow('cancelled');
    await expect.poll(() => openBelow(folder)).toEqual([]);
  });

  it('reads no further than the consumer does', async () => {
    // A sparse file of 64 GiB: were it read ahead, memory or time would run out.
    put({ huge: '' });
    truncateSync(join(folder, 'huge'), 64 * 1024 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const output = stream();
    let seen = 0;
    for await (const chunk of output) {
      seen += (chunk as Buffer).length;
      if (seen > 64 * 1024 * 1024) break;
    }
    expect(output.destroyed).toBe(true);
    await expect.poll(() => openBelow(folder)).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * 1024 * 1024);
  });
});

it('makes temporary directories for this user alone', async () => {
  const { directory, remove } = await trees().makeTemporary();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  writeFileSync(join(directory, 'f'), '');
  await remove();
  expect(existsSync(directory)).toBe(false);
});
