import { describe, expect, it } from 'vitest';
import { listeningPorts } from './proc-net-tcp.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (index: number, address: string, state = '0A'): string =>
  `   ${index}: ${address} ${address.length > 20 ? '0'.repeat(32) : '00000000'}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 28341 1 0000000000000000 100 0 0 10 0\n`;

describe('the table of sockets', () => {
  it('shows who listens where', () => {
    const table =
      header +
      row(0, '00000000:0BB8') +
      row(1, '0100007F:1F90') +
      row(2, '0100007F:0050', '01') +
      // Docker's name server
      row(3, '0B00007F:9C4D') +
      header +
      row(0, '00000000000000000000000000000000:1388') +
      row(1, '00000000000000000000000001000000:1770') +
      row(2, '0000000000000000FFFF00000100007F:1771') +
      row(3, '0000000000000000FFFF00000200A8C0:1772');
    expect(listeningPorts(table)).toEqual([
      { port: 3000, isLocalhostOnly: false },
      { port: 5000, isLocalhostOnly: false },
      { port: 6000, isLocalhostOnly: true },
      { port: 6001, isLocalhostOnly: true },
      { port: 6002, isLocalhostOnly: false },
      { port: 8080, isLocalhostOnly: true },
    ]);
  });

  it('counts a port as reachable when one of its addresses is', () => {
    const table = row(0, '0100007F:0BB8') + row(1, '00000000000000000000000000000000:0BB8');
    expect(listeningPorts(table)).toEqual([{ port: 3000, isLocalhostOnly: false }]);
  });

  it('may be missing', () => {
    expect(listeningPorts('cat: can’t open /proc/net/tcp')).toEqual([]);
  });
});
