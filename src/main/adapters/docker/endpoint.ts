// Where an engine answers, as Docker writes it: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://10.0.0.2:2376`.

export interface TlsFiles {
  /** Holds `ca.pem`, `cert.pem` and `key.pem`, as Docker's own client expects them. */
  readonly directory: string;
  readonly isVerified: boolean;
}

export type Endpoint =
  | { readonly kind: 'socket'; readonly scheme: 'unix' | 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null };

export type ParsedEndpoint = Endpoint | { readonly kind: 'refused'; readonly problem: string };

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** A text without a scheme is a TCP address, as for Docker's own client. */
export function parseEndpoint(text: string, tls: TlsFiles | null): ParsedEndpoint {
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
      return rest.startsWith('/')
        ? { kind: 'socket', scheme: 'unix', path: rest }
        : refused('a socket is written unix:///absolute/path');
    case 'npipe':
      return rest === ''
        ? refused('a pipe is written npipe:////./pipe/docker_engine')
        : { kind: 'socket', scheme: 'npipe', path: rest };
    case 'ssh':
      return refused('an engine over SSH cannot be used as this machine’s own');
    case 'http':
    case 'https':
    case 'tcp':
      return parseTcp(rest, tls);
    default:
      return refused(`${scheme}:// is not a way to reach an engine`);
  }
}

function parseTcp(address: string, tls: TlsFiles | null): ParsedEndpoint {
  const url = URL.parse(`http://${address}`);
  if (url === null || url.hostname === '') {
    return refused('a TCP address is written tcp://host:port');
  }
  const port = url.port === '' ? (tls === null ? PLAIN_PORT : TLS_PORT) : Number(url.port);
  return { kind: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, tls };
}

function refused(problem: string): ParsedEndpoint {
  return { kind: 'refused', problem };
}

export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'socket') {
    return `${endpoint.scheme}://${endpoint.path}`;
  }
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `tcp://${host}:${endpoint.port}`;
}

/** The address at which ports published by this engine are reached from here. */
export function publishedAddress(endpoint: Endpoint): string {
  return endpoint.kind === 'tcp' ? endpoint.host : '127.0.0.1';
}
