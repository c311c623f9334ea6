// The installation itself: its data key, and the sealed copy with which another machine takes over.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { Installation, InstallationExport, KeyRotation } from '../../../contract/installation.ts';
import type { DataKey, ExportFile, InstallationExports, InstallationRecord, SealedValues } from './ports.ts';

export interface InstallationDeps {
  readonly record: InstallationRecord;
  readonly dataDir: string;
  readonly dataKey: DataKey;
  readonly sealedValues: SealedValues;
  readonly exports: InstallationExports;
  readonly now: () => number;
}

export function createInstallation({ record, dataDir, dataKey, sealedValues, exports, now }: InstallationDeps) {
  let rotating: Promise<KeyRotation> | null = null;

  async function rotate(): Promise<KeyRotation> {
    const { resealed, unreadable } = await dataKey.rotate(sealedValues);
    record.recordKeyRotation(now());
    return { resealed, unreadable };
  }

  return {
    get(): Installation {
      const rotatedAt = record.keyRotatedAt();
      return {
        id: record.id,
        createdAt: new Date(record.createdAt).toISOString(),
        dataDir,
        keyRotatedAt: rotatedAt === null ? null : new Date(rotatedAt).toISOString(),
      };
    },
    /** Asked twice at once, it happens once. */
    rotateKey(): Promise<KeyRotation> {
      rotating ??= rotate().finally(() => {
        rotating = null;
      });
      return rotating;
    },
    exports: async (): Promise<InstallationExport[]> =>
      (await exports.list()).toSorted((a, b) => b.createdAt - a.createdAt).map(view),
    async export({ passphrase }: { readonly passphrase: string }, { signal }: Caller): Promise<InstallationExport> {
      // `:` is no character of a Windows file name.
      const time = new Date(now()).toISOString().replaceAll(':', '-');
      return view(await exports.write(passphrase, `${time}.minipaas`, signal));
    },
    async removeExport({ name }: { readonly name: string }): Promise<{ name: string }> {
      if (!(await exports.remove(name))) {
        throw new AppError('NOT_FOUND', { what: `export ${name}` });
      }
      return { name };
    },
  };
}

function view({ createdAt, ...file }: ExportFile): InstallationExport {
  return { ...file, createdAt: new Date(createdAt).toISOString() };
}
