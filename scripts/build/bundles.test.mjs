import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildAndStamp, isStale } from './bundles.mjs';

describe('a bundle', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'minipaas-bundles-'));
    write('package.json', '{}');
    write('src/main/entry/headless.ts', 'one');
    write('src/contract/ids.ts', 'one');
    write('src/renderer/index.html', 'one');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** @param {string} path @param {string} text */
  function write(path, text) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  /** What a builder leaves. */
  async function build() {
    write('dist/main/headless.js', 'built');
    write('dist/main/desktop.js', 'built');
  }

  it('is stale before it is built and fresh afterwards', async () => {
    expect(isStale(root, 'main')).toBe(true);
    await buildAndStamp(root, 'main', build);
    expect(isStale(root, 'main')).toBe(false);
  });

  it.each([
    ['a source changed', 'src/main/entry/headless.ts', true],
    ['a source came', 'src/main/app/new.ts', true],
    ['the contract changed', 'src/contract/ids.ts', true],
    ['a package changed', 'package.json', true],
    ['only a test changed', 'src/main/entry/headless.test.ts', false],
    ['only another bundle changed', 'src/renderer/index.html', false],
  ])('after %s', async (_what, path, isStaleNow) => {
    await buildAndStamp(root, 'main', build);
    write(path, 'two');
    expect(isStale(root, 'main')).toBe(isStaleNow);
  });

  it('is stale when a source went, or its output', async () => {
    write('src/main/app/old.ts', 'one');
    await buildAndStamp(root, 'main', build);
    rmSync(join(root, 'src/main/app/old.ts'));
    expect(isStale(root, 'main')).toBe(true);
    await buildAndStamp(root, 'main', build);
    rmSync(join(root, 'dist/main/desktop.js'));
    expect(isStale(root, 'main')).toBe(true);
  });

  it('is stale after a build that failed, and when a source changes while it is built', async () => {
    await buildAndStamp(root, 'main', build);
    await expect(buildAndStamp(root, 'main', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(isStale(root, 'main')).toBe(true);
    await buildAndStamp(root, 'main', async () => {
      await build();
      write('src/contract/ids.ts', 'changed meanwhile');
    });
    expect(isStale(root, 'main')).toBe(true);
  });
});
