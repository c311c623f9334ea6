// Reads the kernel's table of TCP sockets (`/proc/net/tcp`, `/proc/net/tcp6`). Pure.

export interface ListeningPort {
  readonly port: number;
  readonly isLocalhostOnly: boolean;
}

const LISTENING = '0A';
/** Docker's name server inside each container of a user-made network: not the application's. */
const DOCKER_DNS = '0B00007F';
const LOOPBACK_V6 = '00000000000000000000000001000000';
const row = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F:]+ ([0-9A-F]{2}) /;

/** Ascending, each port once: local only when no other address listens on it. */
export function listeningPorts(table: string): readonly ListeningPort[] {
  const ports = new Map<number, boolean>();
  for (const line of table.split('\n')) {
    const [, address = '', port = '', state] = row.exec(line) ?? [];
    if (state === LISTENING && address !== DOCKER_DNS) {
      const number = Number.parseInt(port, 16);
      ports.set(number, (ports.get(number) ?? true) && isLoopback(address));
    }
  }
  return [...ports].map(([port, isLocalhostOnly]) => ({ port, isLocalhostOnly })).toSorted((a, b) => a.port - b.port);
}

/** Addresses are written in 32-bit words, each with its last byte first. */
function isLoopback(address: string): boolean {
  const v4 = address.length === 8 ? address : /^0{16}FFFF0000([0-9A-F]{8})$/.exec(address)?.[1];
  return v4 === undefined ? address === LOOPBACK_V6 : v4.endsWith('7F');
}
