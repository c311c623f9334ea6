// Streams the parts of an image as a tar; files are read while they are sent.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { ImagePart } from './base-image-parts.ts';

/** The same parts give the same bytes: times are left out. */
const EPOCH = new Date(0);

export function packParts(parts: readonly ImagePart[], signal: AbortSignal): Readable {
  const tar = pack();
  void (async () => {
    try {
      for (const part of withDirectories(parts)) {
        signal.throwIfAborted();
        await add(tar, part);
      }
      tar.finalize();
    } catch (error) {
      tar.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  })();
  return Readable.from(tar, { objectMode: false });
}

/** Each path once, behind the directories it lies in. */
export function withDirectories(parts: readonly ImagePart[]): readonly ImagePart[] {
  const ordered = new Map<string, ImagePart>();
  function addDirectory(path: string): void {
    if (path !== '/' && !ordered.has(path)) {
      addDirectory(dirname(path));
      ordered.set(path, { kind: 'directory', path, mode: 0o755, owner: 0 });
    }
  }
  for (const part of parts) {
    addDirectory(dirname(part.path));
    if (!ordered.has(part.path)) {
      ordered.set(part.path, part);
    }
  }
  return [...ordered.values()];
}

async function add(tar: ReturnType<typeof pack>, part: ImagePart): Promise<void> {
  const name = part.path.slice(1);
  const common = { name, mtime: EPOCH, uid: 0, gid: 0 };
  switch (part.kind) {
    case 'directory':
      return addEntry(tar, { ...common, type: 'directory', mode: part.mode, uid: part.owner, gid: part.owner });
    case 'text':
      return addEntry(tar, { ...common, mode: 0o644 }, part.text);
    case 'link':
      return addEntry(tar, { ...common, type: 'symlink', linkname: part.target });
    case 'copy': {
      const { size, mode } = await stat(part.source);
      await pipeline(createReadStream(part.source), tar.entry({ ...common, size, mode: mode & 0o777 }));
    }
  }
}

function addEntry(tar: ReturnType<typeof pack>, header: Parameters<typeof tar.entry>[0], text?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, text ?? '', (error) => (error == null ? resolve() : reject(error)));
  });
}
