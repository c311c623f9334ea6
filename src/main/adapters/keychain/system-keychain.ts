// The operating system's keychain: macOS Keychain, Windows Credential Manager, the Secret Service of a Linux desktop.
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';

/** The part of keytar that is used. Its own errors say little; each call may wait for a person who unlocks the keychain. */
export interface SystemKeychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface SystemKeychainOptions {
  /** Throws where keytar is not installed or not built: both happen, it is an optional dependency. */
  readonly load?: () => Promise<SystemKeychain>;
  /** Names the entries of this installation, so that two do not share them. */
  readonly service: string;
  readonly timeoutMs?: number;
}

/** A person may be asked for a password; a session without anybody to ask must not wait for ever. */
const TIMEOUT_MS = 60_000;

export function createSystemKeychain({
  load = loadKeytar,
  service,
  timeoutMs = TIMEOUT_MS,
}: SystemKeychainOptions): Keychain {
  let loaded: Promise<SystemKeychain> | null = null;

  async function call<T>(work: (keychain: SystemKeychain) => Promise<T>): Promise<T> {
    loaded ??= load();
    const keychain = await loaded.catch((error: unknown) => {
      throw unavailable('the module keytar is not installed or does not fit this system', error);
    });
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`it did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
    try {
      return await Promise.race([work(keychain), late.promise]);
    } catch (error) {
      throw unavailable(
        `the system’s keychain refused: ${error instanceof Error ? error.message : String(error)}`,
        error,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: (name) => call((keychain) => keychain.getPassword(service, name)),
    set: (name, value) => call((keychain) => keychain.setPassword(service, name, value)),
    remove: async (name) => {
      await call((keychain) => keychain.deletePassword(service, name));
    },
  };
}

async function loadKeytar(): Promise<SystemKeychain> {
  const module: { readonly default: SystemKeychain } = await import('keytar');
  return module.default;
}

function unavailable(problem: string, cause: unknown): AppError {
  return new AppError('KEYCHAIN_UNAVAILABLE', { problem }, { cause });
}
