import { describe, expect, it } from 'vitest';
import { isOwnPage, rendererFile } from './renderer-files.ts';

describe('rendererFile', () => {
  it.each(['app://minipaas/', 'app://minipaas/projects/3', 'app://minipaas/index.html', 'app://minipaas/#/projects/3'])(
    '%s is the dashboard',
    (address) => {
      expect(rendererFile(address)).toEqual({ segments: ['index.html'], contentType: 'text/html; charset=utf-8' });
    },
  );

  it('names assets with their type, whatever their query', () => {
    expect(rendererFile('app://minipaas/assets/index-1a2b.js?v=1')).toEqual({
      segments: ['assets', 'index-1a2b.js'],
      contentType: 'text/javascript; charset=utf-8',
    });
  });

  it.each([
    'app://other/index.html',
    'file:///etc/passwd',
    'https://minipaas/index.html',
    'app://minipaas/..%2f..%2fpackage.json',
    'app://minipaas/%2e%2e%2f%2e%2e%2fetc/passwd.html',
    'app://minipaas/assets/..%5c..%5cindex.html',
    'app://minipaas/C:%5cwindows.html',
    'app://minipaas/index.html%00.png',
    'app://minipaas/%ff.html',
    'app://minipaas/main.exe',
    'not an address',
  ])('knows no file for %s', (address) => {
    expect(rendererFile(address)).toBeNull();
  });

  it('never leaves the folder, however often dots are written', () => {
    for (const dots of ['../', '..%2f', '%2e%2e/', '.%2e/', '....//', '..%252f']) {
      const file = rendererFile(`app://minipaas/${dots.repeat(6)}etc/passwd.css`);
      expect(file?.segments ?? []).not.toContain('..');
      for (const segment of file?.segments ?? []) expect(segment).not.toMatch(/[/\\]/);
    }
  });
});

describe('isOwnPage', () => {
  it.each([
    ['app://minipaas', true],
    ['app://minipaas/', true],
    ['app://minipaas/#/projects', true],
    ['app://minipaas.example.com/', false],
    ['app://minipaas@example.com/', false],
    ['https://minipaas/', false],
    ['null', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isOwnPage(address)).toBe(expected);
  });
});
