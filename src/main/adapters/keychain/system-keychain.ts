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
const CHECK_NAME = 'check';
/** The Secret Service's library asks by the number that the bus gave to who was there first, until its process ends. */
const FORMER_OWNER = /The name :[\d.]+ was not provided/;

export function createSystemKeychain({
  load = loadKeytar,
  service,
  timeoutMs = TIMEOUT_MS,
}: SystemKeychainOptions): Keychain {
  let loaded: Promise<SystemKeychain> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let isOverdue = false;

  /**
   * One call at a time, and none behind one that does not answer: each holds a thread of the pool of four that Node
   * also needs for files and names.
   */
  async function call<T>(work: (keychain: SystemKeychain) => Promise<T>): Promise<T> {
    loaded ??= load();
    const keychain = await loaded.catch((error: unknown) => {
      throw unavailable('the module keytar is not installed or does not fit this system', error);
    });
    if (isOverdue) {
      throw unavailable('the system’s keychain still does not answer', undefined);
    }
    const answer = last.then(() => work(keychain));
    last = answer.catch(() => undefined);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      isOverdue = true;
      void last.then(() => {
        isOverdue = false;
      });
      late.reject(new Error(`it did not answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    try {
      return await Promise.race([answer, late.promise]);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (FORMER_OWNER.test(problem)) {
        throw unavailable(
          'the system’s keychain was started anew; restart miniPaaS, which still asks the former one',
          error,
        );
      }
      throw unavailable(`the system’s keychain refused: ${problem}`, error);
    } finally {
      clearTimeout(timer);
    }
  }

  const write = (name: string, value: string): Promise<void> =>
    call((keychain) => keychain.setPassword(service, name, value));

  return {
    async get(name) {
      const value = await call((keychain) => keychain.getPassword(service, name));
      if (value === null) {
        // A locked Secret Service that can ask nobody answers as if there were no entry; a write tells the truth.
        await write(CHECK_NAME, 'can be written');
      }
      return value;
    },
    set: write,
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
