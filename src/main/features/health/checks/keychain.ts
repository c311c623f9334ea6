import { toErrorBody } from '../../../../contract/app-error.ts';
import type { HealthCheck, KeychainReader } from '../ports.ts';

export function createKeychainCheck(keychain: KeychainReader): HealthCheck {
  const id = 'keychain';
  return {
    id,
    everyMs: 600_000,
    async check() {
      try {
        await keychain.probe();
        return [{ id, status: 'ok', message: 'Secrets can be sealed and opened.', hint: null }];
      } catch (error) {
        const { message, hint } = toErrorBody(error);
        // Everything but secrets works without it.
        return [{ id, status: 'warning', message, hint }];
      }
    },
  };
}
