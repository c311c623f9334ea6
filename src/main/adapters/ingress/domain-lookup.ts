// Where a name leads and what is shown there, as anybody would find it.
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { connect } from 'node:tls';
import type { DomainLookup } from '../../features/ingress/ports.ts';

const MOST_BYTES = 4_096;

export const domainLookup: DomainLookup = {
  async addresses(hostName, signal) {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
    });
    try {
      const found = await Promise.race([lookup(hostName, { all: true }), aborted]);
      return [...new Set(found.map(({ address }) => address))];
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTFOUND' || code === 'ENODATA') {
        return [];
      }
      throw error;
    }
  },

  ask({ hostName, port, path }, signal) {
    const { promise, resolve } = Promise.withResolvers<{ readonly text: string } | { readonly problem: string }>();
    const asked = request({ host: hostName, port, path, agent: false, headers: { connection: 'close' }, signal });
    asked.once('response', (response) => {
      let text = response.headers.location ?? '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MOST_BYTES) {
          response.destroy();
        }
      });
      response.once('close', () => resolve({ text: text.slice(0, MOST_BYTES) }));
    });
    asked.on('error', (error) => {
      resolve({ problem: signal.aborted ? 'nobody answers there' : problemOf(error) });
    });
    asked.end();
    return promise;
  },

  certificate({ hostName, port, address }, signal) {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<DomainLookup['certificate']>>>();
    // Whatever is shown is looked at: who trusts it is a part of the answer.
    const socket = connect({ host: address, port, servername: hostName, rejectUnauthorized: false });
    const abort = (): void => {
      socket.destroy(new Error('no answer in time'));
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate();
      resolve({
        issuer: [shown.issuer.O, shown.issuer.CN].filter((part) => part !== undefined).join(', '),
        expiresAt: Date.parse(shown.valid_to),
        isTrusted: socket.authorized,
      });
      socket.destroy();
    });
    socket.once('error', (error) => resolve({ problem: problemOf(error) }));
    return promise.finally(() => signal.removeEventListener('abort', abort));
  },
};

function problemOf(error: Error): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ECONNREFUSED':
      return 'nobody listens on that port';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'it cannot be reached';
    default:
      return error.message;
  }
}
