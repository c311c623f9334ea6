// How the listener is reached besides its own address, from the environment: a name of the network, a proxy in front.
import { AppError } from '../../contract/app-error.ts';
import type { Environment } from './options.ts';

export interface ListenerConfiguration {
  /** Names, without ports. */
  readonly allowedHosts: readonly string[];
  readonly trustProxy: boolean;
}

/** Throws VALIDATION_FAILED naming the variable. */
export function readListenerConfiguration(env: Environment): ListenerConfiguration {
  const allowedHosts = (env['MINIPAAS_ALLOWED_HOSTS'] ?? '').split(/[\s,]+/).filter((name) => name !== '');
  for (const name of allowedHosts) {
    if (URL.parse(`http://${name}`)?.host !== name.toLowerCase() || /:\d+$/.test(name)) {
      throw invalid('MINIPAAS_ALLOWED_HOSTS', `"${name}" is not a host name; write paas.example.com`);
    }
  }
  const trustProxy = env['MINIPAAS_TRUST_PROXY'] ?? '';
  if (!['', '0', '1'].includes(trustProxy)) {
    throw invalid('MINIPAAS_TRUST_PROXY', `"${trustProxy}" is neither 0 nor 1`);
  }
  return { allowedHosts, trustProxy: trustProxy === '1' };
}

function invalid(name: string, problem: string): AppError {
  return new AppError('VALIDATION_FAILED', { field: name, problem }, { field: name });
}
