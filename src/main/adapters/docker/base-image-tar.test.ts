import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type ImagePart, parseLdd, systemParts } from './base-image-parts.ts';
import { packParts, withDirectories } from './base-image-tar.ts';

const thisFile = fileURLToPath(import.meta.url);

async function entriesOf(parts: readonly ImagePart[]): Promise<string[]> {
  const entries: string[] = [];
  const tar = extract();
  const files = packParts(parts, new AbortController().signal);
  files.on('error', (error) => tar.destroy(error)).pipe(tar);
  for await (const entry of tar) {
    const { name, type, linkname, size, uid } = entry.header;
    entries.push([type, name, linkname ?? size, uid].join(' '));
    entry.resume();
  }
  return entries;
}

describe('the files of an image', () => {
  it('come with the directories they lie in, each once', () => {
    const copy: ImagePart = { kind: 'copy', path: '/usr/lib/a.so', source: '/a.so' };
    const own: ImagePart = { kind: 'directory', path: '/usr', mode: 0o700, owner: 1 };
    expect(withDirectories([own, copy, copy]).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'directory /usr',
      'directory /usr/lib',
      'copy /usr/lib/a.so',
    ]);
  });

  it('are streamed as a tar', async () => {
    const entries = await entriesOf([
      ...systemParts(),
      { kind: 'copy', path: '/usr/local/bin/node', source: thisFile },
      { kind: 'link', path: '/bin/sh', target: 'busybox' },
    ]);
    expect(entries).toEqual(
      expect.arrayContaining([
        'directory app 0 10001',
        `file usr/local/bin/node ${(await stat(thisFile)).size} 0`,
        'symlink bin/sh busybox 0',
      ]),
    );
  });

  it('fail with the file that cannot be read', async () => {
    await expect(entriesOf([{ kind: 'copy', path: '/a', source: '/nonexistent/a' }])).rejects.toThrow(/nonexistent/);
  });
});

describe('the libraries of a program', () => {
  it('are read from ldd of glibc and of musl', () => {
    const glibc =
      '\tlinux-vdso.so.1 (0x00007ffe)\n\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n\tlibgone.so => not found\n';
    expect(parseLdd(glibc)).toEqual(['/lib/x86_64-linux-gnu/libm.so.6', '/lib64/ld-linux-x86-64.so.2']);
    const musl = '\t/lib/ld-musl-x86_64.so.1 (0x7f)\n\tlibc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f)\n';
    expect(parseLdd(musl)).toEqual(['/lib/ld-musl-x86_64.so.1']);
  });
});
