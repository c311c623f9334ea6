import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSourceTrees } from '../../src/main/adapters/files/source-trees.ts';
import { readRepositoryFile } from '../../src/main/features/sources/read-repository-file.ts';

let top: string;
let repository: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'minipaas-repository-file-'));
  repository = join(top, 'repository');
  mkdirSync(repository);
});
afterEach(() => rmSync(top, { recursive: true }));

const read = () => readRepositoryFile(createSourceTrees({ workFolder: top }), repository);
const write = (text: string) => writeFileSync(join(repository, 'minipaas.json'), text);
const problem = () =>
  read().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('minipaas.json of fetched files', () => {
  it('is read, and nothing is where there is none', async () => {
    expect(await read()).toBeNull();
    mkdirSync(join(repository, 'apps/web'), { recursive: true });
    write('\uFEFF{"port": 8080, "build": {"context": "apps/web"}}');
    expect(await read()).toEqual({
      file: { port: 8080, build: { context: 'apps/web' } },
      contextDirectory: join(repository, 'apps/web'),
    });
  });

  it('is refused with its line where it is wrong', async () => {
    write('{\n "port": "x"\n}');
    await expect(read()).rejects.toMatchObject({
      code: 'REPOSITORY_FILE_INVALID',
      message: expect.stringContaining('line 2, column 10: port must be a number') as string,
    });
  });

  it('is no way out of the repository', async () => {
    writeFileSync(join(top, 'outside.json'), '{"port": 1}');
    symlinkSync(join(top, 'outside.json'), join(repository, 'minipaas.json'));
    expect(await problem()).toContain('a link that leads out of the repository');

    rmSync(join(repository, 'minipaas.json'));
    symlinkSync('minipaas.json', join(repository, 'minipaas.json'));
    expect(await problem()).toContain('a link that leads out of the repository or to nothing');

    rmSync(join(repository, 'minipaas.json'));
    mkdirSync(join(top, 'elsewhere'));
    symlinkSync(join(top, 'elsewhere'), join(repository, 'context'));
    write('{"build": {"context": "context"}}');
    expect(await problem()).toContain('the repository has no directory "context"');
  });

  it('may be a link inside the repository', async () => {
    mkdirSync(join(repository, 'deploy'));
    writeFileSync(join(repository, 'deploy/minipaas.json'), '{"port": 8080}');
    symlinkSync('deploy/minipaas.json', join(repository, 'minipaas.json'));
    expect((await read())?.file.port).toBe(8080);
  });

  it('is never read beyond its limit', async () => {
    write('');
    truncateSync(join(repository, 'minipaas.json'), 100 * 1024 * 1024);
    expect(await problem()).toContain('it is larger than 64 KiB');
    rmSync(join(repository, 'minipaas.json'));
    mkdirSync(join(repository, 'minipaas.json'));
    expect(await problem()).toContain('it is a directory');
  });
});
