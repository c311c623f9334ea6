// What a script's exit code and its complaint mean.
import { AppError } from '../../../../contract/app-error.ts';
import { shown } from '../../../features/volumes/ports/volume-path.ts';
import { isDiskFull, readable } from '../engine-failure.ts';
import type { ScriptResult } from './run-script.ts';
import { exitCodes } from './scripts.ts';

export interface FailureOf {
  /** The path that the script was about, for messages. */
  readonly path: string;
  readonly action: string;
  readonly volume: string;
}

/** Throws for every exit code but 0. */
export function checkResult(result: Pick<ScriptResult, 'exitCode' | 'complaint' | 'output'>, about: FailureOf): void {
  if (result.exitCode !== 0) {
    throw failureOf(result, about);
  }
}

function failureOf({ exitCode, complaint }: Pick<ScriptResult, 'exitCode' | 'complaint'>, about: FailureOf): AppError {
  const path = shown(about.path);
  const cause = new Error(`exit code ${exitCode}: ${complaint}`);
  switch (exitCode) {
    case exitCodes.leadsOut:
      return new AppError('PATH_LEADS_OUT', { path }, { field: 'path', cause });
    case exitCodes.notFound:
      return new AppError('FILE_NOT_FOUND', { path }, { field: 'path', cause });
    case exitCodes.notAFolder:
      return new AppError('NOT_A_FOLDER', { path }, { field: 'path', cause });
    case exitCodes.exists:
      return new AppError('FILE_EXISTS', { path }, { field: 'path', cause });
    case exitCodes.notAFile:
      return new AppError('NOT_A_FILE', { path, kind: 'folder, a link or a device' }, { field: 'path', cause });
    case exitCodes.intoItself:
      return new AppError('MOVE_INTO_ITSELF', { path }, { cause });
    default:
      return isDiskFull(complaint)
        ? new AppError('DISK_FULL', { where: `the volume ${about.volume}` }, { cause })
        : new AppError(
            'FILES_REFUSED',
            { action: about.action, problem: readable(complaint) || `exit code ${exitCode}` },
            { cause },
          );
  }
}
