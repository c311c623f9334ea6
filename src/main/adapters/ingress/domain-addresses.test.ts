// Against a name server that answers over UDP.
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from '../../../../tests/support/dns-server.ts';
import { serverAddresses, systemAddresses } from './domain-addresses.ts';

const never = new AbortController().signal;
let dns: DnsServer;

beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.close());
const ask = (hostName: string, signal = never) => serverAddresses(hostName, [dns.address], signal);

it('finds every address that the server says, of both kinds', async () => {
  dns.set('shop.example.com', { a: ['192.0.2.7', '192.0.2.8'], aaaa: ['2001:db8::7'] });
  expect(await ask('shop.example.com')).toEqual(['192.0.2.7', '192.0.2.8', '2001:db8::7']);
  dns.set('six.example.com', { aaaa: ['2001:db8:1:2:3:4:5:6'] });
  expect(await ask('six.example.com')).toEqual(['2001:db8:1:2:3:4:5:6']);
});

it('finds none where there is no such name, and where it has none', async () => {
  expect(await ask('nobody.example.com')).toEqual([]);
  dns.set('mail-only.example.com', {});
  expect(await ask('mail-only.example.com')).toEqual([]);
});

it('says whose answer was not had, and why', async () => {
  dns.set('broken.example.com', 'broken');
  await expect(ask('broken.example.com')).rejects.toThrow(`${dns.address} could not say (SERVFAIL)`);

  dns.set('silent.example.com', 'silent');
  const waiting = new AbortController();
  const silent = ask('silent.example.com', waiting.signal).catch((error: unknown) => error);
  await dns.asked('silent.example.com');
  waiting.abort();
  expect(String(await silent)).toContain(`no answer came from ${dns.address}`);

  const closed = createSocket('udp4').bind(0, '127.0.0.1');
  await once(closed, 'listening');
  const gone = `127.0.0.1:${closed.address().port}`;
  closed.close();
  await once(closed, 'close');
  await expect(serverAddresses('shop.example.com', [gone], never)).rejects.toThrow(gone);
});

it('of this machine’s own names, asks the system', async () => {
  expect(await systemAddresses('127.0.0.1', never)).toEqual(['127.0.0.1']);
  expect(await systemAddresses('no.such.name.invalid', never).catch(() => [])).toEqual([]);
});
