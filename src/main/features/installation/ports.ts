// What the installation feature needs from outside.

/** Opens a value under whatever key it was sealed, and seals it under the new one. Null: no key here opens it. */
export type Reseal = (sealed: string, context: string) => string | null;

/** Everything in the database that is sealed under the data key. */
export interface SealedValues {
  /** All in one transaction. */
  reseal(reseal: Reseal): { readonly resealed: number; readonly unreadable: number };
}

export interface DataKey {
  /** Throws KEYCHAIN_UNAVAILABLE; then nothing has changed, or the next start goes on where this one stopped. */
  rotate(values: SealedValues): Promise<{ readonly resealed: number; readonly unreadable: number }>;
}

export interface InstallationRecord {
  readonly id: string;
  readonly createdAt: number;
  keyRotatedAt(): number | null;
  recordKeyRotation(at: number): void;
}

export interface ExportFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
}

export interface InstallationExports {
  list(): Promise<readonly ExportFile[]>;
  /** Nothing of a file that could not be finished stays. Throws KEYCHAIN_UNAVAILABLE, DATA_DIR_UNUSABLE. */
  write(passphrase: string, name: string, signal: AbortSignal): Promise<ExportFile>;
  /** False when there is none of that name. */
  remove(name: string): Promise<boolean>;
}
