// What the registries feature needs from outside.
import type { RegistryId } from '../../../contract/ids.ts';

export interface RegistryRow {
  readonly id: RegistryId;
  readonly address: string;
  readonly username: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface RegistryStore {
  list(): readonly RegistryRow[];
  get(id: RegistryId): RegistryRow | null;
  find(address: string): RegistryRow | null;
  /** One for each address. */
  put(address: string, username: string, now: number): RegistryRow;
  remove(id: RegistryId): void;
}

/** Entries of the keychain. All throw KEYCHAIN_UNAVAILABLE. */
export interface RegistryPasswords {
  get(id: RegistryId): Promise<string | null>;
  put(id: RegistryId, password: string): Promise<void>;
  remove(id: RegistryId): Promise<void>;
}

export interface RegistryLoginInput {
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** Throws REGISTRY_LOGIN_REFUSED, REGISTRY_UNREACHABLE or why no engine could be asked. */
export type LoginCheck = (login: RegistryLoginInput, signal: AbortSignal) => Promise<void>;
