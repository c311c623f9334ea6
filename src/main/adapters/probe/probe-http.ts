import { type ClientRequest, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProbeResult } from '../../features/deployments/ports/prober.ts';
import { describeProblem } from './describe-problem.ts';

interface HttpTarget {
  readonly address: string;
  readonly port: number;
  readonly connect?: (() => Duplex) | undefined;
  readonly path: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Healthy is a status from 200 to 399; redirects are not followed, since they may lead anywhere. Throws the signal's reason. */
export async function probeHttp({ address, port, connect, path, timeoutMs, signal }: HttpTarget): Promise<ProbeResult> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<ProbeResult>();
  let sent: ClientRequest;
  try {
    sent = request({
      host: address,
      port,
      path,
      method: 'GET',
      // A connection of its own: one that is kept alive would still reach a container that is being stopped. Node asks for it only
      // where no agent is named, not even `false`.
      ...(connect === undefined ? { agent: false } : { createConnection: connect }),
      headers: { 'user-agent': 'miniPaaS-health-check', connection: 'close' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
  } catch (error) {
    // A path with characters that no request can hold.
    return { ok: false, problem: describeProblem(error), hasAnswered: false };
  }
  sent.once('response', (response) => {
    const status = response.statusCode ?? 0;
    // Whatever follows is not looked at.
    response.destroy();
    const isHealthy = status >= 200 && status < 400;
    resolve(isHealthy ? { ok: true } : { ok: false, problem: `it answered ${status}`, hasAnswered: true });
  });
  sent.on('error', (error) => {
    const isTimeout = error.name === 'AbortError' || error.name === 'TimeoutError';
    const problem = isTimeout ? `no answer within ${timeoutMs / 1000} s` : describeProblem(error);
    resolve({ ok: false, problem, hasAnswered: isProtocolError(error) });
  });
  sent.end();
  const result = await promise;
  signal.throwIfAborted();
  return result;
}

/** Something answered, but not with HTTP. */
function isProtocolError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('HPE_') ?? false;
}
