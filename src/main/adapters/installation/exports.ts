// Writes an installation into one sealed file: a copy of its database and what the keychain holds for it.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import type { ExportFile, InstallationExports } from '../../features/installation/ports.ts';
import { sealStream } from './sealed-stream.ts';

export interface InstallationExportsOptions {
  readonly dataDir: string;
  readonly installationId: string;
  readonly programVersion: string;
  readonly keychain: Keychain;
  /** Names of all entries that there may be. */
  readonly keychainNames: () => readonly string[];
  /** A consistent copy of the database while it is in use. */
  readonly copyDatabase: (file: string) => Promise<void>;
}

export interface ExportFiles extends InstallationExports {
  /** For a download; null when there is none of that name. */
  open(name: string): Promise<(ExportFile & { readonly content: Readable }) | null>;
}

export const exportEntries = { manifest: 'manifest.json', keychain: 'keychain.json', database: 'minipaas.db' } as const;

export function createInstallationExports(options: InstallationExportsOptions): ExportFiles {
  const { dataDir, keychain } = options;
  const folder = join(dataDir, 'exports');

  async function readKeychain(): Promise<Record<string, string>> {
    const entries: Record<string, string> = {};
    for (const name of options.keychainNames()) {
      const value = await keychain.get(name);
      if (value !== null) {
        entries[name] = value;
      }
    }
    return entries;
  }

  async function fileOf(name: string): Promise<ExportFile | null> {
    const path = join(folder, name);
    const found = await stat(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    return found === null ? null : { name, path, sizeBytes: found.size, createdAt: found.mtimeMs };
  }

  async function writeArchive(file: string, passphrase: string, work: string, signal: AbortSignal): Promise<void> {
    const entries = await readKeychain();
    const database = join(work, 'copy.db');
    await options.copyDatabase(database);
    signal.throwIfAborted();
    const archive = pack();
    const { installationId, programVersion } = options;
    const packing = (async () => {
      archive.entry({ name: exportEntries.manifest }, JSON.stringify({ version: 1, installationId, programVersion }));
      archive.entry({ name: exportEntries.keychain }, JSON.stringify(entries));
      const { size } = await stat(database);
      await pipeline(createReadStream(database), archive.entry({ name: exportEntries.database, size }), { signal });
      archive.finalize();
    })();
    const zipped = Readable.from(archive, { objectMode: false }).pipe(createGzip());
    packing.catch((error: unknown) => zipped.destroy(error instanceof Error ? error : new Error(String(error))));
    await pipeline(sealStream(passphrase, zipped), createWriteStream(file, { mode: 0o600, flush: true }), { signal });
    await packing;
  }

  return {
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      });
      const files = await Promise.all(names.filter((name) => name.endsWith('.minipaas')).map(fileOf));
      return files.filter((file) => file !== null);
    },
    async write(passphrase, name, signal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // The copy of the database is plain while it is packed: in a folder that only this user may read, and not for long.
      const work = await mkdtemp(join(folder, '.making-'));
      try {
        const unfinished = join(work, name);
        await writeArchive(unfinished, passphrase, work, signal);
        await rename(unfinished, join(folder, name));
        const made = await fileOf(name);
        if (made === null) {
          throw new Error(`${name} is gone as soon as it was written.`);
        }
        return made;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS'
          ? new AppError('DATA_DIR_UNUSABLE', { dataDir, problem: message }, { cause: error })
          : error;
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    async open(name) {
      const found = await fileOf(name);
      return found === null ? null : { ...found, content: createReadStream(found.path) };
    },
    async remove(name) {
      const found = await fileOf(name);
      if (found !== null) {
        await rm(found.path);
      }
      return found !== null;
    },
  };
}
