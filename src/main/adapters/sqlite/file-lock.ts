// A lock that the kernel releases when the process ends, on every platform, without a native module of its own.
import Database from 'better-sqlite3';

/** Null when another process holds it. Throws what SQLite says when the file cannot be made. */
export function tryLockFile(file: string): { release(): void } | null {
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec('begin exclusive');
    return { release: () => void db.close() };
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return null;
    }
    throw error;
  }
}
