import { beforeEach, describe, expect, it } from 'vitest';
import type { Upload, UploadId } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { type FileSending, LostConnectionError } from '../../../../transfer/uplink.ts';
import { DisconnectedError } from '../../../lib/problem.ts';
import { createHttpUplink, type HttpUplinkDeps } from './http-uplink.ts';
import type { RawRequest } from './send-raw.ts';

const MB = 1_048_576;
const volumeId = 4 as VolumeId;
const refuse = (code: string) => Object.assign(new Error(`${code}.`), { code });
const signal = new AbortController().signal;

/** A file of that size without its bytes. */
function fileOf(size: number): File {
  const slice = (from: number, to: number) => ({ size: Math.min(to, size) - from, type: '' });
  return { size, slice, lastModified: 5_000 } as unknown as File;
}

describe('createHttpUplink', () => {
  let sent: { readonly url: string; readonly size: number }[];
  let completed: unknown[];
  let cancelled: unknown[];
  let uploads: Map<string, Upload & { readonly modifiedAt?: string }>;
  let placed: { path: string; sizeBytes: number; modifiedAt: string; kind: 'file' }[];
  let onSend: ((request: RawRequest) => void)[];
  let failComplete: Error | null;

  beforeEach(() => {
    [sent, completed, cancelled, placed, onSend, failComplete] = [[], [], [], [], [], null];
    uploads = new Map();
  });

  const found = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload === undefined) throw refuse('NOT_FOUND');
    return upload;
  };
  const calls = {
    conflicts: async ({ paths }: { paths: string[] }) => placed.filter(({ path }) => paths.includes(path)),
    uploads: async () => [...uploads.values()],
    upload: async ({ uploadId }: { uploadId: string }) => found(uploadId),
    createUpload: async (input: Partial<Upload> & { path: string; sizeBytes: number }) => {
      const id = `upload${uploads.size}` as UploadId;
      const upload: Upload = { id, volumeId, offset: 0, conflict: 'fail', createdAt: '', expiresAt: '', ...input };
      uploads.set(id, { ...upload, id, volumeId });
      return found(id);
    },
    async completeUpload(input: { uploadId: string }) {
      completed.push(input);
      const { path, sizeBytes } = found(input.uploadId);
      placed.push({ path, sizeBytes, kind: 'file', modifiedAt: new Date(5_000).toISOString() });
      uploads.delete(input.uploadId);
      const failure = failComplete;
      failComplete = null;
      if (failure !== null) throw failure;
    },
    async cancelUpload({ uploadId }: { uploadId: string }) {
      cancelled.push(uploadId);
      uploads.delete(uploadId);
    },
  };
  const uplink = createHttpUplink({
    files: calls as unknown as HttpUplinkDeps['files'],
    async send(request) {
      onSend.shift()?.(request);
      const [, id = '', offset = '0'] = /uploads\/(\w+)\?offset=(\d+)/.exec(request.url) ?? [];
      const upload = uploads.get(id);
      if (upload !== undefined) uploads.set(id, { ...upload, offset: Number(offset) + request.body.size });
      sent.push({ url: request.url, size: request.body.size });
      request.onProgress(request.body.size);
      return null;
    },
    hash: async () => 'f'.repeat(64),
    checkReadable: async () => undefined,
    now: () => 0,
  });
  const source = fileOf(9 * MB);
  const sending = (file = source): FileSending<File> => ({
    volumeId,
    policy: 'fail',
    signal,
    onProgress: () => undefined,
    file: { path: '/up/film', sizeBytes: file.size, modifiedAt: 5_000, source: file },
  });

  it('sends a file in pieces that follow each other, and compares it', async () => {
    const told: number[] = [];
    await uplink.sendFile({ ...sending(), onProgress: (bytes) => told.push(bytes) });
    expect(sent.map(({ url, size }) => `${/offset=\d+/.exec(url)?.[0]} ${size}`)).toEqual([
      `offset=0 ${4 * MB}`,
      `offset=${4 * MB} ${5 * MB}`,
    ]);
    expect(completed).toEqual([{ id: volumeId, uploadId: 'upload0', sha256: 'f'.repeat(64) }]);
    expect(told.at(-1)).toBe(9 * MB);
  });

  it('compares a large file only when it was put together', async () => {
    const large = fileOf(200 * MB);
    await uplink.sendFile(sending(large));
    onSend.push(
      () => undefined,
      () => {
        throw new LostConnectionError();
      },
    );
    await expect(uplink.sendFile(sending(large))).rejects.toBeInstanceOf(LostConnectionError);
    await uplink.sendFile(sending(large));
    expect(completed.map((input) => 'sha256' in (input as object))).toEqual([false, true]);
  });

  it('goes on where it broke off, without what had arrived', async () => {
    onSend.push(
      () => undefined,
      () => {
        throw new LostConnectionError();
      },
    );
    await expect(uplink.sendFile(sending())).rejects.toBeInstanceOf(LostConnectionError);
    expect(cancelled).toEqual([]);
    sent.length = 0;
    await uplink.sendFile(sending());
    expect(sent[0]?.url).toContain(`offset=${4 * MB}`);
  });

  it('takes up what another page began', async () => {
    const begun = await calls.createUpload({ path: '/up/film', sizeBytes: 9 * MB });
    uploads.set(begun.id, { ...begun, offset: 6 * MB });
    await uplink.sendFile(sending());
    expect(sent).toEqual([{ url: expect.stringContaining(`offset=${6 * MB}`) as string, size: 3 * MB }]);
    expect(uploads.size).toBe(0);
  });

  it('sends nothing twice when only the last answer was lost', async () => {
    failComplete = new DisconnectedError();
    const file = fileOf(9 * MB);
    await expect(uplink.sendFile(sending(file))).rejects.toBeInstanceOf(LostConnectionError);
    sent.length = 0;
    await uplink.sendFile(sending(file));
    expect(sent).toEqual([]);
    expect(placed).toHaveLength(1);
  });

  it('asks again for the offset when a piece had arrived whose answer was lost', async () => {
    onSend.push(() => {
      throw refuse('UPLOAD_OFFSET_WRONG');
    });
    await expect(uplink.sendFile(sending())).rejects.toBeInstanceOf(LostConnectionError);
  });

  it('takes back what is refused', async () => {
    failComplete = refuse('CHECKSUM_MISMATCH');
    await expect(uplink.sendFile(sending())).rejects.toThrow('CHECKSUM_MISMATCH');
    expect(cancelled).toEqual(['upload0']);
  });

  it('sends small files as one tar, as open as the folder they go into', async () => {
    const files = ['a', 'b'].map((path) => {
      const file = new File(['x'.repeat(10)], path, { lastModified: 5_000 });
      return { path, sizeBytes: 10, modifiedAt: 5_000, source: file };
    });
    const told: number[] = [];
    const onProgress = (bytes: number) => told.push(bytes);
    await uplink.sendBatch({ volumeId, folder: '/ünï & more', policy: 'replace', files, signal, onProgress });
    expect(sent).toEqual([
      {
        url: '/api/volumes/4/files/archive?path=%2F%C3%BCn%C3%AF%20%26%20more&conflict=replace&modes=folder',
        size: 3_072,
      },
    ]);
    expect(told).toEqual([20]);
  });
});
