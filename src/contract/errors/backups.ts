// Backups of volumes.
import { entry } from './entry.ts';

export const backupErrors = {
  BACKUP_PLACE_UNUSABLE: entry<{ place: string; problem: string }>({
    status: 502,
    message: ({ place, problem }) => `The place for backups "${place}" cannot be used: ${problem}.`,
    hint: () => 'Check its address, its credentials and its free space, then try again.',
  }),
  BACKUP_PLACE_IN_USE: entry<{ place: string; backups: number; schedules: number }>({
    status: 409,
    message: ({ place, backups, schedules }) =>
      `The place for backups "${place}" still has ${backups} backups and ${schedules} schedules.`,
    hint: () => 'Delete them first, or forget the place together with its list of backups.',
  }),
  BACKUP_DAMAGED: entry<{ id: number; problem: string }>({
    status: 422,
    message: ({ id, problem }) => `Backup ${id} is damaged: ${problem}. Nothing was restored.`,
    hint: () => 'Restore an older backup. Make a new one now, as long as the volume is there.',
  }),
  BACKUP_MISSING: entry<{ id: number; where: string }>({
    status: 410,
    message: ({ id, where }) => `The file of backup ${id} is not there any more: ${where}.`,
    hint: () => 'Somebody removed it. Delete the backup from the list.',
  }),
  BACKUP_UNFINISHED: entry<{ id: number; status: string }>({
    status: 409,
    message: ({ id, status }) => `Backup ${id} is ${status}: there is nothing to restore.`,
    hint: () => 'Wait until it is complete, or choose another one.',
  }),
  BACKUP_CANCELLED: entry({
    status: 409,
    message: () => 'It was cancelled. Nothing of it stays.',
    hint: () => 'Start it again when you want it.',
  }),
  BACKUP_INTERRUPTED: entry({
    status: 500,
    message: () => 'miniPaaS was stopped while it worked on this.',
    hint: () => 'Start it again.',
  }),
  RESTORE_TARGET_BUSY: entry<{ volume: string; project: string }>({
    status: 409,
    message: ({ volume, project }) => `${project} is running and writes to the volume "${volume}".`,
    hint: () => 'Stop the project first, restore into a new volume, or ask for the application to be paused meanwhile.',
  }),
} as const;
