import { describe, expect, it } from 'vitest';
import { detect, type Files } from '../../../../tests/support/detecting.ts';

describe('Go', () => {
  const main = 'package main\nfunc main() {}';
  it.each<[string, Files, string]>([
    ['the module itself', { 'main.go': main }, './out/app .'],
    ['any file of it', { 'server.go': main, 'cmd/x/main.go': main }, './out/app .'],
    ['the program of the module’s name', { 'cmd/a/main.go': main, 'cmd/shop/x.go': main }, './cmd/shop'],
    ['the server', { 'cmd/a/main.go': main, 'cmd/server/main.go': main }, './cmd/server'],
  ])('builds %s', async (_, files, expected) => {
    const found = await detect({ 'go.mod': 'module example.com/shop/v2\ngo 1.26\n', ...files });
    expect(found.dockerfile).toContain(`-o /out/app ${expected.replace('./out/app ', '')}\n`);
    expect(found.dockerfile).toContain('FROM golang:1.26');
  });

  it('uses vendored modules and local ones as they are', async () => {
    for (const files of [
      { 'vendor/modules.txt': '' },
      { 'go.mod': 'module x\ngo 1.22\nreplace example.com/y => ./y\n' },
    ]) {
      expect((await detect({ 'go.mod': 'module x\ngo 1.22\n', 'main.go': main, ...files })).dockerfile).not.toContain(
        'download',
      );
    }
  });
});
