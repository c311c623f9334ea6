// Backups of volumes: made by hand and on time, verified, restored, copied, removed.
import type { Readable } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type {
  AddPlaceInput,
  Backup,
  BackupPlace,
  BackupSchedule,
  RestoreInput,
  VolumeCopy,
} from '../../../contract/backups.ts';
import type { BackupId, BackupPlaceId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import { createCopies } from './copies.ts';
import { newPlace } from './new-place.ts';
import { letGoOn } from './pausing.ts';
import type {
  BackedVolume,
  BackupClock,
  BackupLog,
  BackupRow,
  BackupStore,
  NewPlace,
  PlaceFiles,
  PlaceRow,
  PlaceSecrets,
  Publish,
  ScheduleRow,
  VolumeContents,
} from './ports.ts';
import { createTimer } from './on-time.ts';
import { runBackup } from './run-backup.ts';
import { backupView, fileNameOf, placeView, scheduleView } from './view.ts';

export interface BackupsDeps {
  readonly store: BackupStore;
  readonly secrets: PlaceSecrets;
  readonly contents: VolumeContents;
  /** `secret`: what the keychain has for it. */
  readonly filesOf: (place: NewPlace & { readonly isBuiltIn: boolean }, secret: string | null) => PlaceFiles;
  readonly clock: BackupClock;
  readonly publish: Publish;
  readonly log: BackupLog;
}

interface ById {
  readonly id: BackupId;
}
interface ByVolume {
  readonly id: VolumeId;
}

const BUILT_IN = 1 as BackupPlaceId;
const HOUR_MS = 3_600_000;
/** New volumes have room for what comes, and some more. */
const HEADROOM = 1.25;

export function createBackups(deps: BackupsDeps) {
  const { store, secrets, contents, clock, log, publish } = deps;
  const running = new Map<
    BackupId,
    { readonly stop: AbortController; readonly ended: Promise<unknown>; done: number }
  >();
  const changed = (): void => publish({ type: 'backups' });
  const copies = createCopies({ contents, clock, log, onChange: changed });

  function existing(id: BackupId): BackupRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `backup ${id}` });
    }
    return row;
  }

  function complete(id: BackupId): BackupRow {
    const row = existing(id);
    if (row.status !== 'complete') {
      throw new AppError('BACKUP_UNFINISHED', { id, status: row.status });
    }
    return row;
  }

  function place(id: BackupPlaceId): PlaceRow {
    const row = store.place(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `place for backups ${id}` });
    }
    return row;
  }

  function volume(id: VolumeId): BackedVolume {
    const found = contents.volume(id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `volume ${id}` });
    }
    return found;
  }

  async function filesOf(row: PlaceRow): Promise<PlaceFiles> {
    return deps.filesOf(row, row.kind === 's3' ? await secrets.get(row.id) : null);
  }

  const view = (row: BackupRow): Backup => backupView(row, running.get(row.id)?.done ?? null);

  /** The row is first: what is killed in between is found at the next start. */
  async function start(
    id: VolumeId,
    how: { readonly placeId: BackupPlaceId; readonly isPausing: boolean; readonly trigger: Backup['trigger'] },
  ): Promise<{ readonly row: BackupRow; readonly ended: Promise<BackupRow | null> }> {
    const backed = volume(id);
    const files = await filesOf(place(how.placeId));
    const createdAt = clock.now();
    const row = store.insert(
      {
        volumeId: id,
        projectId: backed.projectId,
        volumeName: backed.name,
        projectName: backed.projectName,
        placeId: how.placeId,
        trigger: how.trigger,
        wasPaused: how.isPausing,
        hostId: backed.hostId,
        fileOf: (backupId) => fileNameOf(backed, backupId, createdAt),
      },
      createdAt,
    );
    const stop = new AbortController();
    const onProgress = (backupId: BackupId, bytes: number): void => {
      const job = running.get(backupId);
      if (job !== undefined) {
        job.done = bytes;
        changed();
      }
    };
    const ended = runBackup({ store, contents, clock, log, onProgress }, row, backed, files, stop.signal).finally(
      () => {
        running.delete(row.id);
        changed();
      },
    );
    running.set(row.id, { stop, ended, done: 0 });
    changed();
    return { row, ended };
  }

  async function removeFile(row: BackupRow, force: boolean): Promise<void> {
    try {
      await (await filesOf(place(row.placeId))).remove(row.file);
    } catch (error) {
      if (!force) {
        throw error;
      }
      log.warn('The file of a backup stays in its place', { backupId: row.id, file: row.file, error });
    }
  }

  async function newVolume(
    from: Pick<BackupRow, 'contentBytes'>,
    input: { readonly projectId: ProjectId; readonly name: string; readonly mountPath?: string | undefined },
    like: BackedVolume | null,
  ): Promise<BackedVolume> {
    const id = await contents.create({
      projectId: input.projectId,
      name: input.name,
      mountPath: input.mountPath,
      maxSizeBytes: Math.max(like?.maxSizeBytes ?? 0, Math.ceil(from.contentBytes * HEADROOM)),
      writerMode: like?.writerMode ?? 'many',
    });
    return volume(id);
  }

  const service = {
    places: (): BackupPlace[] => store.places().map(placeView),

    async addPlace(input: AddPlaceInput, { signal }: { readonly signal: AbortSignal }): Promise<BackupPlace> {
      const { secret, ...wanted } = newPlace(input);
      await deps.filesOf({ ...wanted, isBuiltIn: false }, secret).check(signal);
      const row = store.addPlace(wanted, clock.now());
      if (secret !== null) {
        await secrets.put(row.id, secret).catch((error: unknown) => {
          store.removePlace(row.id);
          throw error;
        });
      }
      changed();
      return placeView(row);
    },

    async removePlace({
      id,
      forgetBackups,
    }: {
      readonly id: BackupPlaceId;
      readonly forgetBackups?: boolean | undefined;
    }) {
      const row = place(id);
      if (row.isBuiltIn) {
        const problem = 'every installation has this one';
        throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
      }
      if (forgetBackups !== true && row.backupCount + row.scheduleCount > 0) {
        const { backupCount: backups, scheduleCount: schedules } = row;
        throw new AppError('BACKUP_PLACE_IN_USE', { place: row.name, backups, schedules });
      }
      store.removePlace(id);
      await secrets.remove(id).catch((error: unknown) => {
        log.warn('The secret of a place for backups stays in the keychain', { placeId: id, error });
      });
      changed();
      return { id };
    },

    list: (filter: {
      readonly projectId?: ProjectId | undefined;
      readonly volumeId?: VolumeId | undefined;
    }): Backup[] => store.list(filter).map(view),

    async create({
      id,
      placeId,
      isPausing,
    }: ByVolume & { readonly placeId?: BackupPlaceId | undefined; readonly isPausing: boolean }): Promise<Backup> {
      const { row } = await start(id, { placeId: placeId ?? BUILT_IN, isPausing, trigger: 'manual' });
      return view(row);
    },

    get: ({ id }: ById): Backup => view(existing(id)),

    async cancel({ id }: ById): Promise<Backup> {
      const job = running.get(existing(id).id);
      job?.stop.abort(new AppError('BACKUP_CANCELLED', {}));
      await job?.ended;
      return view(existing(id));
    },

    async remove({ id, force }: ById & { readonly force?: boolean | undefined }): Promise<ById> {
      const row = existing(id);
      running.get(id)?.stop.abort(new AppError('BACKUP_CANCELLED', {}));
      await running.get(id)?.ended;
      await removeFile(row, force ?? false);
      store.remove(id);
      changed();
      return { id };
    },

    async verify({ id }: ById): Promise<VolumeCopy> {
      const row = complete(id);
      return copies.verify(row, await filesOf(place(row.placeId)));
    },

    async restore({ id, volumeId, newVolume: wanted, isPausing }: RestoreInput): Promise<VolumeCopy> {
      const row = complete(id);
      if ((volumeId === undefined) === (wanted === undefined)) {
        const problem = 'give either volumeId or newVolume';
        throw new AppError('VALIDATION_FAILED', { field: 'volumeId', problem }, { field: 'volumeId' });
      }
      const files = await filesOf(place(row.placeId));
      if (wanted !== undefined) {
        const like = row.volumeId === null ? null : contents.volume(row.volumeId);
        return copies.restore(row, files, await newVolume(row, wanted, like), { isNew: true, isPausing: false });
      }
      const target = volume(volumeId as VolumeId);
      if (!isPausing && (await contents.runningUsers(target.id)).length > 0) {
        throw new AppError('RESTORE_TARGET_BUSY', { volume: target.name, project: target.projectName });
      }
      return copies.restore(row, files, target, { isNew: false, isPausing });
    },

    async clone(
      input: ByVolume & {
        readonly projectId?: ProjectId | undefined;
        readonly name: string;
        readonly mountPath?: string | undefined;
      },
      { signal }: { readonly signal: AbortSignal },
    ): Promise<VolumeCopy> {
      const from = volume(input.id);
      const { sizeBytes } = await contents.measure(from.id, signal);
      const wanted = { ...input, projectId: input.projectId ?? from.projectId };
      return copies.clone(from, await newVolume({ contentBytes: sizeBytes }, wanted, from), sizeBytes);
    },

    copies: (): VolumeCopy[] => copies.list(),
    cancelCopy: ({ id }: { readonly id: string }): Promise<VolumeCopy> => copies.cancel(id),

    getSchedule({ id }: ByVolume): BackupSchedule | null {
      volume(id);
      const row = store.schedule(id);
      return row === null ? null : scheduleView(row);
    },

    setSchedule({ id, ...input }: ByVolume & Omit<ScheduleRow, 'volumeId' | 'nextAt'>): BackupSchedule {
      volume(id);
      place(input.placeId);
      const before = store.schedule(id);
      // A changed interval counts from now; the others do not put off what is due.
      const nextAt = before?.everyHours === input.everyHours ? before.nextAt : clock.now() + input.everyHours * HOUR_MS;
      const row = { volumeId: id, ...input, nextAt };
      store.setSchedule(row);
      changed();
      return scheduleView(row);
    },

    removeSchedule({ id }: ByVolume): ByVolume {
      store.removeSchedule(id);
      changed();
      return { id };
    },
  };

  const onTime = createTimer({
    store,
    clock,
    log,
    begin: (schedule) => start(schedule.volumeId, { ...schedule, trigger: 'schedule' }),
    removeFile,
    onChange: changed,
    letGoOn: (hostId, containers) => letGoOn({ contents, log }, hostId, containers),
  });

  return {
    ...service,
    /** Looks after what a run before has left, then makes backups on time. Gives what ends it. */
    start(): () => Promise<void> {
      const stopTimer = onTime.start();
      return async () => {
        for (const { stop } of running.values()) {
          stop.abort(new AppError('BACKUP_INTERRUPTED', {}));
        }
        await copies.close();
        await stopTimer();
        await Promise.all([...running.values()].map(({ ended }) => ended));
      };
    },
    /** For a download; null when its file is gone. */
    async open(id: BackupId): Promise<{
      readonly name: string;
      readonly sizeBytes: number | null;
      readonly content: Readable;
    } | null> {
      const row = complete(id);
      const content = await (await filesOf(place(row.placeId))).read(row.file);
      return content === null ? null : { name: row.file, sizeBytes: row.archiveBytes, content };
    },
  };
}
