import { z } from 'zod';
import type { VolumeId } from '../../../contract/ids.ts';
import type { TransferId } from '../../../contract/transfers.ts';
import type { EndedTransfer, TransferRow, TransferStore } from '../../features/transfers/ports.ts';
import type { Db } from './db.ts';

interface StoredTransfer {
  readonly id: TransferId;
  readonly volumeId: VolumeId;
  readonly direction: 'upload' | 'download';
  readonly paths: string;
  readonly folder: string;
  readonly localFolder: string | null;
  readonly localNames: string;
  readonly answer: string | null;
  readonly ended: string | null;
  readonly createdAt: number;
}

const texts = z.array(z.string());
const decision = z.enum(['replace', 'keepBoth', 'skip']);
const answer = z.object({ named: z.array(z.object({ path: z.string(), decision })), rest: decision });
const count = z.number().int();
const ended: z.ZodType<EndedTransfer> = z.object({
  status: z.enum(['done', 'failed', 'cancelled']),
  title: z.string(),
  fileCount: count.nullable(),
  doneCount: count,
  skippedCount: count,
  failedCount: count,
  totalBytes: count.nullable(),
  doneBytes: count,
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  finishedAt: count,
});

export function createTransferStore(db: Db): TransferStore {
  const select = db.prepare<[], StoredTransfer>(
    `select id, volume_id as volumeId, direction, paths, folder, local_folder as localFolder, local_names as localNames,
       answer, ended, created_at as createdAt
     from transfers order by created_at, rowid`,
  );
  const insert = db.prepare(
    `insert into transfers (id, volume_id, direction, paths, folder, local_folder, local_names, answer, ended, created_at)
     values (@id, @volumeId, @direction, @paths, @folder, @localFolder, @localNames, @answer, @ended, @createdAt)`,
  );
  const saveNames = db.prepare('update transfers set local_names = ? where id = ?');
  const saveAnswer = db.prepare('update transfers set answer = ? where id = ?');
  const saveEnd = db.prepare('update transfers set ended = ? where id = ?');
  const remove = db.prepare('delete from transfers where id = ?');
  const orNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

  return {
    list: () => select.all().flatMap(read),
    insert: (row) =>
      void insert.run({
        ...row,
        paths: JSON.stringify(row.paths),
        folder: JSON.stringify(row.folder),
        localNames: JSON.stringify(row.localNames),
        answer: orNull(row.answer),
        ended: orNull(row.ended),
      }),
    saveNames: (id, names) => void saveNames.run(JSON.stringify(names), id),
    saveAnswer: (id, given) => void saveAnswer.run(JSON.stringify(given), id),
    saveEnd: (id, how) => void saveEnd.run(orNull(how), id),
    remove: (id) => void remove.run(id),
  };
}

/** A row that cannot be read is left alone: what it was to carry is still where it was, and nothing of it may be guessed. */
function read(row: StoredTransfer): TransferRow[] {
  try {
    return [
      {
        ...row,
        paths: texts.parse(JSON.parse(row.paths)),
        folder: z.string().parse(JSON.parse(row.folder)),
        localNames: texts.parse(JSON.parse(row.localNames)),
        answer: row.answer === null ? null : answer.parse(JSON.parse(row.answer)),
        ended: row.ended === null ? null : ended.parse(JSON.parse(row.ended)),
      },
    ];
  } catch {
    return [];
  }
}
