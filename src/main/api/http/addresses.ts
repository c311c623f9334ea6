// Which names a request may be addressed to, and which pages may send it. A page of another site that gets its own name
// to point at this machine (DNS rebinding) is refused here, before anything else is looked at. So is an application that
// was deployed on another port of this machine: to a browser it is the same site.
import { AppError } from '../../../contract/app-error.ts';

export interface AddressRules {
  /** Throws ORIGIN_REFUSED. `host` is the request's, with its port. */
  checkHost(host: string | undefined): void;
  /** Throws ORIGIN_REFUSED. No Origin header is fine: not every request has one. */
  checkOrigin(origin: string | undefined, host: string): void;
}

interface AddressRulesInput {
  /** Names that the configuration allows besides this machine's own: `paas.example.com`. */
  readonly allowedHosts: readonly string[];
  /** The address the listener is bound to; null until it is. */
  readonly boundHost: () => string | null;
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcards = ['0.0.0.0', '::', '[::]'];

export function createAddressRules({ allowedHosts, boundHost }: AddressRulesInput): AddressRules {
  const configured = allowedHosts.map((name) => name.toLowerCase());

  return {
    checkHost(host) {
      const name = hostname(host);
      const bound = boundHost();
      const isKnown = name !== null && (loopbackNames.includes(name) || configured.includes(name));
      // An address, unlike a name, cannot be made to point elsewhere.
      const isBound =
        name !== null && bound !== null && (wildcards.includes(bound) ? isAddress(name) : name === bracket(bound));
      if (!isKnown && !isBound) {
        throw refused('Host', host);
      }
    },
    checkOrigin(origin, host) {
      if (origin === undefined) {
        return;
      }
      const url = URL.parse(origin);
      const isOwn = url !== null && url.host === host.toLowerCase();
      // A proxy may pass another Host on than the browser sees.
      const isConfigured = url !== null && url.port === '' && configured.includes(url.hostname);
      if (url === null || !/^https?:$/.test(url.protocol) || (!isOwn && !isConfigured)) {
        throw refused('Origin', origin);
      }
    },
  };
}

export function refused(what: string, value: string | undefined): AppError {
  return new AppError('ORIGIN_REFUSED', { what, value: (value ?? '').slice(0, 200) });
}

function hostname(host: string | undefined): string | null {
  // URL would also take a path or a user in it.
  return host !== undefined && /^[^\s/?#@\\]+$/.test(host) ? (URL.parse(`http://${host}`)?.hostname ?? null) : null;
}

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.startsWith('[');
}

/** As it stands in an address: an IPv6 one in brackets. */
export function bracket(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase();
}

/** An address to open: a wildcard is reached through the loopback. */
export function listenerUrl(host: string, port: number): string {
  return `http://${wildcards.includes(host) ? '127.0.0.1' : bracket(host)}:${port}`;
}
