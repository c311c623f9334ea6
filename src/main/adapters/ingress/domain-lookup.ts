// Where a name leads and what is shown there, as anybody would find it.
import { request } from 'node:http';
import { connect } from 'node:tls';
import type { DomainAnswer, DomainLookup } from '../../features/ingress/ports.ts';
import { serverAddresses, systemAddresses } from './domain-addresses.ts';

const MOST_BYTES = 4_096;

export function createDomainLookup(nameServers: () => readonly string[]): DomainLookup {
  return {
    addresses: (hostName, { isPublic }, signal) =>
      isPublic ? serverAddresses(hostName, nameServers(), signal) : systemAddresses(hostName, signal),

    ask({ hostName, address, port, path }, signal) {
      const { promise, resolve } = Promise.withResolvers<DomainAnswer>();
      const host = port === 80 ? hostName : `${hostName}:${port}`;
      const asked = request({
        host: address,
        port,
        path,
        agent: false,
        headers: { host, connection: 'close' },
        signal,
      });
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
        const isUnroutable = ['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error));
        resolve({ problem: signal.aborted ? 'nobody answers there' : problemOf(error), isUnroutable });
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
}

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? '';

function problemOf(error: Error): string {
  switch (codeOf(error)) {
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
