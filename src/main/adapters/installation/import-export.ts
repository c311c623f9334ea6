// Takes over an installation from its sealed file into an empty data folder. Until everything is there, nothing is.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { exportEntries } from './exports.ts';
import { openStream } from './sealed-stream.ts';

export interface ImportOptions {
  readonly file: string;
  readonly passphrase: string;
  readonly dataDir: string;
  /** The keychain of the installation of that id on this machine. */
  readonly openKeychain: (installationId: string) => Keychain;
}

const manifestFormat = z.object({ version: z.literal(1), installationId: z.uuid(), programVersion: z.string() });
const keychainFormat = z.record(z.string(), z.string());

export interface Imported {
  readonly installationId: string;
  readonly secretCount: number;
}

/** Throws EXPORT_UNREADABLE, PASSPHRASE_WRONG, DATA_DIR_IN_USE, KEYCHAIN_UNAVAILABLE. */
export async function importInstallation(options: ImportOptions): Promise<Imported> {
  const { file, dataDir } = options;
  const database = join(dataDir, 'minipaas.db');
  if (existsSync(database)) {
    throw new AppError('DATA_DIR_IN_USE', { dataDir });
  }
  const work = await mkdtemp(join(dataDir, '.importing-'));
  try {
    const found = await unpack(options, work);
    const manifest = manifestFormat.safeParse(found.manifest);
    const entries = keychainFormat.safeParse(found.keychain);
    if (!manifest.success || !entries.success || found.database === null) {
      throw new AppError('EXPORT_UNREADABLE', { file, problem: 'a part of it is missing' });
    }
    const { installationId } = manifest.data;
    const keychain = options.openKeychain(installationId);
    for (const [name, value] of Object.entries(entries.data)) {
      await keychain.set(name, value);
    }
    await rename(found.database, database);
    return { installationId, secretCount: Object.keys(entries.data).length };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Unpacked {
  manifest: unknown;
  keychain: unknown;
  database: string | null;
}

async function unpack({ file, passphrase }: ImportOptions, work: string): Promise<Unpacked> {
  const found: Unpacked = { manifest: null, keychain: null, database: null };
  const source = createReadStream(file);
  const archive = extract();
  const unpacking = (async () => {
    for await (const entry of archive) {
      switch (entry.header.name) {
        case exportEntries.manifest:
          found.manifest = JSON.parse(await text(entry));
          break;
        case exportEntries.keychain:
          found.keychain = JSON.parse(await text(entry));
          break;
        case exportEntries.database:
          found.database = join(work, 'minipaas.db');
          await pipeline(entry, createWriteStream(found.database, { mode: 0o600, flush: true }));
          break;
        default:
          entry.resume();
      }
    }
  })();
  // What fails first is told by the pipeline; this one only ends with it.
  unpacking.catch(() => undefined);
  try {
    await pipeline(Readable.from(openStream(file, passphrase, source), { objectMode: false }), createGunzip(), archive);
    await unpacking;
  } catch (cause) {
    if (cause instanceof AppError) {
      throw cause;
    }
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'there is no such file' : message;
    throw new AppError('EXPORT_UNREADABLE', { file, problem }, { cause });
  }
  return found;
}
