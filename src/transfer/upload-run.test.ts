import { describe, expect, it } from 'vitest';
import type { ErrorBody } from '../contract/errors.ts';
import type { ProjectId, VolumeId } from '../contract/ids.ts';
import type { ExistingEntry } from './conflicts.ts';
import type { Transfer, TransferId } from '../contract/transfers.ts';
import { createGate } from './gate.ts';
import { createUploadRun, type EarlierRun, type UploadRun } from './upload-run.ts';
import { type BatchSending, type FileSending, LostConnectionError, type LocalTree, type Uplink } from './uplink.ts';
import { SINGLE_FROM_BYTES } from './upload-plan.ts';

const refuse = (code: string) => Object.assign(new Error(`${code}.`), { code });
const bodyOf = (failure: unknown): ErrorBody => {
  const { code = 'INTERNAL', message } = failure as { readonly code?: string; readonly message: string };
  return { code, message, hint: '' };
};
const lost = () => new LostConnectionError('gone', { cause: refuse('DISCONNECTED') });

interface Sent {
  readonly policy: string;
  readonly paths: readonly string[];
}

/** An uplink that writes down what it is given, with the answers a test puts in. */
function fakeUplink({ existing = [] as ExistingEntry[] } = {}) {
  const sent: Sent[] = [];
  const folders: string[] = [];
  const onBatch: ((sending: BatchSending<null>) => void | Promise<void>)[] = [];
  const onFile: ((sending: FileSending<null>) => void | Promise<void>)[] = [];
  const uplink: Uplink<null> = {
    lookUp: async (_volume, paths) => existing.filter(({ path }) => paths.includes(path)),
    makeFolder: async (_volume, path) => void folders.push(path),
    async sendBatch(sending) {
      await onBatch.shift()?.(sending);
      sent.push({ policy: sending.policy, paths: sending.files.map(({ path }) => path) });
    },
    async sendFile(sending) {
      await onFile.shift()?.(sending);
      sent.push({ policy: sending.policy, paths: [sending.file.path] });
    },
  };
  return { uplink, sent, folders, existing, onBatch, onFile };
}

function tree(files: Readonly<Record<string, number>>, folders: readonly string[] = []): LocalTree<null> {
  return {
    folders,
    files: Object.entries(files).map(([path, sizeBytes]) => ({ path, sizeBytes, modifiedAt: 5_000, source: null })),
  };
}

function begin(uplink: Uplink<null>, dropped: LocalTree<null>, earlier?: EarlierRun) {
  const waiters = new Set<() => void>();
  const attempts: number[] = [];
  const transfer: UploadRun = createUploadRun(
    'a'.repeat(16) as TransferId,
    { projectId: 1 as ProjectId, volumeId: 2 as VolumeId, folder: '/up' },
    async () => dropped,
    {
      uplink,
      gate: createGate(2),
      whenOnline: async (attempt) => void attempts.push(attempt),
      now: () => 1_000,
      onChange: () => waiters.forEach((look) => look()),
      describe: bodyOf,
      earlier,
    },
  );
  const until = (status: Transfer['status']) =>
    new Promise<Transfer>((resolve) => {
      const look = () => {
        const seen = transfer.snapshot();
        if (seen.status !== status) return;
        waiters.delete(look);
        resolve(seen);
      };
      waiters.add(look);
      look();
    });
  return { transfer, until, attempts };
}

const there = (path: string): ExistingEntry => ({
  path,
  kind: 'file',
  sizeBytes: 3,
  modifiedAt: '2026-01-01T00:00:00.000Z',
});

describe('an upload', () => {
  it('sends what was dropped, with its folders, and says when it is done', async () => {
    const { uplink, sent, folders } = fakeUplink();
    const { until } = begin(uplink, tree({ 'p/a': 10, 'p/b': 20, big: SINGLE_FROM_BYTES }, ['p', 'p/empty']));
    const done = await until('done');
    expect(sent.toSorted((a, b) => a.paths.length - b.paths.length)).toEqual([
      { policy: 'fail', paths: ['/up/big'] },
      { policy: 'fail', paths: ['p/a', 'p/b'] },
    ]);
    expect(folders).toEqual(['/up/p/empty']);
    expect(done).toMatchObject({
      title: 'p and 1 more',
      fileCount: 3,
      doneCount: 3,
      doneBytes: SINGLE_FROM_BYTES + 30,
    });
  });

  it('asks where names are taken, and does as it is told', async () => {
    const { uplink, sent } = fakeUplink({ existing: [there('/up/a'), there('/up/b'), there('/up/c')] });
    const { transfer, until } = begin(uplink, tree({ a: 1, b: 2, c: 3, d: 4 }));
    expect((await until('asking')).conflicts.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    transfer.decide(
      [
        { path: 'b', decision: 'keepBoth' },
        { path: 'c', decision: 'skip' },
      ],
      'replace',
    );
    expect(await until('done')).toMatchObject({ doneCount: 3, skippedCount: 1, totalBytes: 7, conflictCount: 0 });
    expect(sent.map(({ policy, paths }) => `${policy} ${paths.join()}`).toSorted()).toEqual([
      'fail d',
      'keepBoth b',
      'replace a',
    ]);
  });

  it('goes on when the line comes back', async () => {
    const { uplink, onFile, sent } = fakeUplink();
    const fails = () => {
      throw lost();
    };
    onFile.push(fails, fails);
    const { until, attempts } = begin(uplink, tree({ big: SINGLE_FROM_BYTES }));
    await until('done');
    expect(attempts).toEqual([1, 2]);
    expect(sent).toHaveLength(1);
  });

  it('does not send again what had arrived when the line broke', async () => {
    const { uplink, onBatch, sent, existing } = fakeUplink();
    onBatch.push(() => {
      existing.push({ path: '/up/a', kind: 'file', sizeBytes: 1, modifiedAt: new Date(5_000).toISOString() });
      throw lost();
    });
    await begin(uplink, tree({ a: 1, b: 2 })).until('done');
    expect(sent.map(({ paths }) => paths)).toEqual([['b']]);
  });

  it('finds the one file that a batch is refused for', async () => {
    const { uplink, sent } = fakeUplink();
    const picky: Uplink<null> = {
      ...uplink,
      async sendBatch(sending) {
        if (sending.files.some(({ path }) => path === 'bad')) throw refuse('PATH_INVALID');
        return uplink.sendBatch(sending);
      },
    };
    const { transfer, until } = begin(picky, tree({ a: 1, b: 1, bad: 1, c: 1, d: 1 }));
    expect(await until('done')).toMatchObject({ doneCount: 4, failedCount: 1, error: { code: 'PATH_INVALID' } });
    expect(sent.flatMap(({ paths }) => paths).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(transfer.files(0, 1).files[0]).toMatchObject({
      path: 'bad',
      status: 'failed',
      error: { code: 'PATH_INVALID' },
    });
  });

  it('ends as a whole when there is no room, and sends only the rest when it is tried again', async () => {
    const { uplink, onFile, sent } = fakeUplink();
    const first = Promise.withResolvers<void>();
    onFile.push(
      () => first.resolve(),
      async () => {
        await first.promise;
        throw refuse('QUOTA_EXCEEDED');
      },
    );
    const { transfer, until } = begin(uplink, tree({ one: SINGLE_FROM_BYTES, two: SINGLE_FROM_BYTES }));
    expect(await until('failed')).toMatchObject({ doneCount: 1, error: { code: 'QUOTA_EXCEEDED' } });
    transfer.retry();
    await until('done');
    expect(sent.map(({ paths }) => paths[0])).toEqual(['/up/one', '/up/two']);
  });

  it('of an earlier run sends what has not arrived, and asks nothing again', async () => {
    const arrived = { ...there('/up/a'), sizeBytes: 1, modifiedAt: new Date(5_000).toISOString() };
    const { uplink, sent } = fakeUplink({ existing: [arrived, there('/up/b'), there('/up/c')] });
    const answer = { named: [{ path: 'b', decision: 'skip' as const }], rest: 'replace' as const };
    const { until } = begin(uplink, tree({ a: 1, b: 2, c: 3, d: 4 }), {
      createdAt: '2026-01-01T00:00:00.000Z',
      answer,
    });
    expect(await until('done')).toMatchObject({
      doneCount: 3,
      skippedCount: 1,
      doneBytes: 8,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    expect(sent.map(({ policy, paths }) => `${policy} ${paths.join()}`).toSorted()).toEqual(['fail d', 'replace c']);
  });

  it('stops what else is under way when it fails', async () => {
    const { uplink, onFile } = fakeUplink();
    const stopped = Promise.withResolvers<void>();
    onFile.push(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped.resolve();
            reject(signal.reason);
          });
        }),
      () => {
        throw refuse('QUOTA_EXCEEDED');
      },
    );
    const { until } = begin(uplink, tree({ one: SINGLE_FROM_BYTES, two: SINGLE_FROM_BYTES }));
    expect(await until('failed')).toMatchObject({ error: { code: 'QUOTA_EXCEEDED' } });
    await stopped.promise;
  });

  it('stops at once when it is cancelled, and can be taken up again', async () => {
    const { uplink, onFile } = fakeUplink();
    const reached = Promise.withResolvers<void>();
    onFile.push(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          reached.resolve();
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const { transfer, until } = begin(uplink, tree({ big: SINGLE_FROM_BYTES }));
    await reached.promise;
    transfer.cancel();
    expect(transfer.snapshot()).toMatchObject({ status: 'cancelled', doneBytes: 0 });
    transfer.retry();
    expect(await until('done')).toMatchObject({ doneCount: 1 });
  });

  it('can be cancelled while it asks', async () => {
    const { uplink, sent } = fakeUplink({ existing: [there('/up/a')] });
    const { transfer, until } = begin(uplink, tree({ a: 1 }));
    await until('asking');
    transfer.cancel();
    transfer.decide([], 'replace');
    expect((await until('cancelled')).conflicts).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('says what cannot be read', async () => {
    const transfer = createUploadRun(
      'b'.repeat(16) as TransferId,
      { projectId: 1 as ProjectId, volumeId: 2 as VolumeId, folder: '/' },
      async () => Promise.reject(new Error('“x” cannot be read.')),
      {
        uplink: fakeUplink().uplink,
        gate: createGate(1),
        whenOnline: async () => undefined,
        now: () => 0,
        onChange: () => undefined,
        describe: bodyOf,
      },
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(transfer.snapshot()).toMatchObject({ status: 'failed', error: { message: '“x” cannot be read.' } });
  });
});
