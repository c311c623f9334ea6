// A tree whose own name is not UTF-8. The engine loses such a name on its way between its processes: a file's archive comes empty, a
// folder's under another name. What is below comes whole, so that only the name has to be put right.
import type { Readable } from 'node:stream';
import type { RawDetails } from '../../../features/volumes/ports/volume-files.ts';
import { bytesOfText } from '../../../lib/byte-text.ts';
import { readTar } from '../../../lib/tar/read-tar.ts';
import { type TarEntry } from '../../../lib/tar/tar-header.ts';
import { type TarInput, writeTar } from '../../../lib/tar/write-tar.ts';

export interface OddTreeParts {
  /** The tar of what is in the folder, named from `./` on. */
  readonly openInside: () => Promise<Readable>;
  readonly readFile: () => Promise<Readable>;
}

export async function oddTree(details: RawDetails, { openInside, readFile }: OddTreeParts): Promise<Readable> {
  if (details.kind === 'folder') {
    return writeTar(renamed(await openInside(), bytesOf(details.name)));
  }
  const entry: TarEntry = {
    name: bytesOf(details.name),
    kind: details.kind === 'socket' ? 'other' : details.kind,
    sizeBytes: details.kind === 'file' ? details.sizeBytes : 0,
    mode: details.mode,
    uid: details.uid,
    gid: details.gid,
    modifiedAt: details.modifiedAt,
    target: details.target === null ? null : bytesOf(details.target),
  };
  return writeTar([{ entry, content: details.kind === 'file' ? await readFile() : null }]);
}

async function* renamed(tar: Readable, name: Buffer): AsyncGenerator<TarInput> {
  try {
    for await (const { entry, content } of readTar(tar)) {
      const isHardLink = entry.kind === 'hardlink' && entry.target !== null;
      yield {
        entry: {
          ...entry,
          name: under(name, entry.name),
          target: isHardLink && entry.target !== null ? under(name, entry.target) : entry.target,
        },
        content: entry.kind === 'file' ? content : null,
      };
    }
  } finally {
    tar.destroy();
  }
}

/** `./a` → `NAME/a` */
function under(name: Buffer, path: Buffer): Buffer {
  return Buffer.concat([name, Buffer.from('/'), path.subarray(path[0] === 0x2e && path[1] === 0x2f ? 2 : 0)]);
}

function bytesOf(text: string): Buffer {
  const bytes = bytesOfText(text);
  if (bytes === null) {
    throw new TypeError('no file can have this name');
  }
  return bytes;
}
