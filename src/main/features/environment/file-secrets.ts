// Secrets that the application finds as files: another value goes into the release that is there, without a new one.
import { isAppError, AppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { EnvVarRow, EnvVarStore, FileUpdate, ReleasedVariable, Rollouts } from './ports.ts';
import { scopeOf } from './scope.ts';

export interface FileSecretsDeps {
  readonly store: Pick<EnvVarStore, 'list'>;
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  readonly rollouts: Rollouts;
}

export interface Refreshed {
  readonly keys: readonly string[];
  readonly outcome: Awaited<ReturnType<Rollouts['updateFiles']>>;
}

export type FileSecrets = ReturnType<typeof createFileSecrets>;

export function createFileSecrets({ store, released, rollouts }: FileSecretsDeps) {
  return {
    /**
     * Brings those of these variables that the release has as files, and otherwise than they are now. Null: there are none. Throws
     * SECRET_FILES_NOT_UPDATED; the values are stored all the same.
     */
    async refresh(projectId: ProjectId, keys: readonly string[], options: FileUpdate = {}): Promise<Refreshed | null> {
      const files = (released(projectId) ?? []).filter((variable) => isFile({ ...variable, scope: scopeOf(variable) }));
      const isWanted = (row: EnvVarRow): boolean =>
        keys.includes(row.key) &&
        isFile(row) &&
        files.some((file) => file.key === row.key && (options.isRepeated === true || !hasValueOf(file, row)));
      const rows = store.list(projectId).filter(isWanted);
      if (rows.length === 0) {
        return null;
      }
      const names = rows.map(({ key }) => key);
      const signals = [...new Set(rows.map(({ signal }) => signal))].filter((signal) => signal !== null);
      try {
        return { keys: names, outcome: await rollouts.updateFiles(projectId, names, signals, options) };
      } catch (cause) {
        const problem = isAppError(cause) ? cause.message : 'the file could not be written';
        throw new AppError('SECRET_FILES_NOT_UPDATED', { names, problem }, { cause });
      }
    },
  };
}

const hasValueOf = (file: ReleasedVariable, row: EnvVarRow): boolean => file.isSecret && file.sealed === row.value;

const isFile = ({ isSecret, delivery, scope }: Pick<ReleasedVariable, 'isSecret' | 'delivery' | 'scope'>): boolean =>
  isSecret && delivery === 'file' && scope !== 'build';
