// Carries out one backup: measured, read, compressed, written, its checksum kept. What fails leaves no file.
import { toErrorBody } from '../../../contract/app-error.ts';
import type { BackupId } from '../../../contract/ids.ts';
import { packArchive } from './archive.ts';
import { whilePaused } from './pausing.ts';
import type {
  BackedVolume,
  BackupClock,
  BackupLog,
  BackupRow,
  BackupStore,
  PlaceFiles,
  VolumeContents,
} from './ports.ts';

export interface RunBackupDeps {
  readonly store: BackupStore;
  readonly contents: VolumeContents;
  readonly clock: BackupClock;
  readonly log: BackupLog;
  readonly onProgress: (id: BackupId, doneBytes: number) => void;
}

/** Never rejects: how it ended stands in its row. */
export async function runBackup(
  deps: RunBackupDeps,
  row: BackupRow,
  volume: BackedVolume,
  place: PlaceFiles,
  signal: AbortSignal,
): Promise<BackupRow | null> {
  const { store, contents, clock, log } = deps;
  try {
    const measured = await contents.measure(volume.id, signal);
    store.patch(row.id, { contentBytes: measured.sizeBytes, fileCount: measured.fileCount });
    const work = () => writeArchive(deps, row, volume, place, signal);
    const written = row.wasPaused
      ? await whilePaused(
          deps,
          volume,
          (containers) => void store.patch(row.id, { pausedContainers: [...containers] }),
          work,
        )
      : await work();
    log.info('A volume was backed up', { backupId: row.id, volumeId: volume.id, bytes: written.archiveBytes });
    return store.patch(row.id, { ...written, status: 'complete', pausedContainers: [], finishedAt: clock.now() });
  } catch (error) {
    await place.remove(row.file).catch((cause: unknown) => {
      log.warn('What an unfinished backup has written could not be removed', { backupId: row.id, error: cause });
    });
    log.warn('A backup failed', { backupId: row.id, volumeId: volume.id, error });
    const failure = toErrorBody(signal.aborted ? signal.reason : error);
    return store.patch(row.id, { status: 'failed', error: failure, pausedContainers: [], finishedAt: clock.now() });
  }
}

async function writeArchive(
  { contents, onProgress }: RunBackupDeps,
  row: BackupRow,
  volume: BackedVolume,
  place: PlaceFiles,
  signal: AbortSignal,
): Promise<{ readonly archiveBytes: number; readonly sha256: string }> {
  const tar = await contents.read(volume.id, signal);
  const archive = packArchive(tar, (bytes) => onProgress(row.id, bytes));
  const archiveBytes = await place.write(row.file, archive.stream, signal);
  return { archiveBytes, sha256: archive.sha256() };
}
