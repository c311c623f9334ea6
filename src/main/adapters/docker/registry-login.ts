// Asks a registry whether it takes a login: the engine does, which is who pulls, and which knows what certificates it trusts.
import { AppError } from '../../../contract/app-error.ts';
import type { LoginCheck } from '../../features/registries/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { problemOf, readable, statusCodeOf } from './engine-failure.ts';
import { DOCKER_HUB } from './registry-name.ts';

const TIMEOUT_MS = 30_000;

export function createLoginCheck(client: EngineClient): LoginCheck {
  return async ({ address, username, password }, signal) => {
    const serveraddress = address === DOCKER_HUB ? 'https://index.docker.io/v1/' : address;
    try {
      await client.call({ action: `log in to ${address}`, signal, timeoutMs: TIMEOUT_MS }, () =>
        client.docker.checkAuth({ username, password, serveraddress }),
      );
    } catch (error) {
      const cause = error instanceof AppError ? error.cause : error;
      const problem = readable(problemOf(cause));
      if (/unauthorized|incorrect username or password|denied|forbidden|\b40[13]\b/i.test(problem)) {
        throw new AppError('REGISTRY_LOGIN_REFUSED', { address, username }, { cause, field: 'password' });
      }
      throw statusCodeOf(cause) === null
        ? error
        : new AppError('REGISTRY_LOGIN_FAILED', { address, problem }, { cause });
    }
  };
}
