// Volumes for tests of transfers: files by path, with a line that can be cut.
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import type { ConflictPolicy, FileDetails, Upload, UploadId } from '../../../../contract/files.ts';
import type { ProjectId, VolumeId } from '../../../../contract/ids.ts';
import { type TarInput, writeTar } from '../../../lib/tar/write-tar.ts';
import type { TransferVolumes } from '../ports.ts';

interface MemoryFile {
  readonly text: string;
  readonly modifiedAt: number;
}

interface MemoryUpload {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly conflict: ConflictPolicy;
  bytes: Buffer;
}

export interface MemoryVolumes extends TransferVolumes {
  readonly files: Map<string, MemoryFile>;
  readonly folders: Set<string>;
  readonly sums: (string | null)[];
  /** The line breaks after so many bytes of the next append or read. */
  breakAfter: number | null;
  isAway: boolean;
  onBreak: () => void;
}

export const VOLUME = 1 as VolumeId;

export function createMemoryVolumes(): MemoryVolumes {
  const files = new Map<string, MemoryFile>();
  const folders = new Set<string>(['/']);
  const uploads = new Map<UploadId, MemoryUpload>();
  const lost = () => new AppError('ENGINE_LOST', { host: 'far' });
  const check = (): void => {
    if (volumes.isAway) throw lost();
  };
  const viewOf = (id: UploadId, { path, sizeBytes, bytes, conflict }: MemoryUpload): Upload => ({
    id,
    volumeId: VOLUME,
    path,
    sizeBytes,
    offset: bytes.length,
    conflict,
    createdAt: '',
    expiresAt: '',
  });
  const uploadOf = (id: UploadId): MemoryUpload => {
    const found = uploads.get(id);
    if (found === undefined) throw new AppError('NOT_FOUND', { what: `upload ${id}` });
    return found;
  };
  const breaking = (bytes: Buffer): Readable => {
    const at = volumes.breakAfter;
    volumes.breakAfter = null;
    if (at === null) return Readable.from([bytes], { objectMode: false });
    async function* some() {
      yield bytes.subarray(0, at ?? 0);
      volumes.onBreak();
      throw lost();
    }
    return Readable.from(some(), { objectMode: false });
  };
  const below = (path: string) => [...files].filter(([each]) => each.startsWith(`${path}/`));

  const volumes: MemoryVolumes = {
    files,
    folders,
    sums: [],
    breakAfter: null,
    isAway: false,
    onBreak: () => undefined,
    projectOf: () => 7 as ProjectId,
    async lookUp(_id, paths) {
      check();
      return paths.flatMap((path) => {
        const found = files.get(path);
        const kind = folders.has(path) ? ('folder' as const) : ('file' as const);
        if (found === undefined && kind === 'file') return [];
        const modifiedAt = new Date(found?.modifiedAt ?? 0).toISOString();
        return [{ path, kind, sizeBytes: found?.text.length ?? 4096, modifiedAt }];
      });
    },
    async makeFolder(_id, path) {
      check();
      folders.add(path);
    },
    async receive(_id, entries, { folder, conflict }) {
      check();
      for await (const { path, modifiedAt, content } of entries) {
        const text = (await buffer(content)).toString();
        const at = `${folder === '/' ? '' : folder}/${path}`;
        if (files.has(at) && conflict === 'fail') throw new AppError('FILE_EXISTS', { path: at });
        files.set(conflict === 'keepBoth' && files.has(at) ? `${at} (2)` : at, { text, modifiedAt });
      }
    },
    uploads: async () => [...uploads].map(([id, upload]) => viewOf(id, upload)),
    async createUpload(_id, file) {
      check();
      const id = `upload${uploads.size}`.padEnd(16, 'x') as UploadId;
      uploads.set(id, { ...file, bytes: Buffer.alloc(0) });
      return viewOf(id, uploadOf(id));
    },
    upload: async (_id, id) => viewOf(id, uploadOf(id)),
    async append(_id, id, offset, bytes) {
      check();
      const upload = uploadOf(id);
      const at = volumes.breakAfter;
      volumes.breakAfter = null;
      for await (const piece of bytes as AsyncIterable<Buffer>) {
        const whole = Buffer.concat([upload.bytes, piece]);
        upload.bytes = at === null ? whole : whole.subarray(0, offset + at);
        if (at !== null) throw lost();
      }
    },
    async complete(_id, id, sha256) {
      check();
      const { path, bytes, modifiedAt } = uploadOf(id);
      volumes.sums.push(sha256);
      uploads.delete(id);
      files.set(path, { text: bytes.toString(), modifiedAt });
    },
    cancelUpload: async (_id, id) => uploads.delete(id),
    async stat(_id, path) {
      check();
      const isFolder = below(path).length > 0;
      if (!isFolder && !files.has(path)) throw new AppError('FILE_NOT_FOUND', { path });
      const sizeBytes = files.get(path)?.text.length ?? 4096;
      return { kind: isFolder ? 'folder' : 'file', sizeBytes, leadsTo: null } as FileDetails;
    },
    async count(_id, path) {
      const found = below(path);
      return { count: found.length + 1, sizeBytes: found.reduce((sum, [, { text }]) => sum + text.length, 0) };
    },
    async openDownload(_id, path) {
      check();
      const { text, modifiedAt } = files.get(path) ?? { text: '', modifiedAt: 0 };
      const bytes = Buffer.from(text);
      return {
        sizeBytes: bytes.length,
        modifiedAt,
        read: async ({ offset, length }) => breaking(bytes.subarray(offset, offset + length)),
      };
    },
    async openTree(_id, path) {
      check();
      const top = path.slice(path.lastIndexOf('/') + 1);
      const common = { mode: 0o644, uid: 0, gid: 0, target: null };
      const inputs: TarInput[] = below(path).map(([each, { text, modifiedAt }]) => ({
        entry: {
          ...common,
          name: Buffer.from(top + each.slice(path.length)),
          kind: 'file',
          sizeBytes: text.length,
          modifiedAt,
        },
        content: Buffer.from(text),
      }));
      inputs.push({
        entry: {
          ...common,
          name: Buffer.from(`${top}/link`),
          kind: 'link',
          sizeBytes: 0,
          modifiedAt: 0,
          target: Buffer.from('/etc'),
        },
        content: null,
      });
      return volumes.breakAfter === null ? writeTar(inputs) : breaking(await buffer(writeTar(inputs)));
    },
  };
  return volumes;
}
