import { describe, expect, it } from 'vitest';
import { createAddressRules, listenerUrl } from './addresses.ts';

const rulesOf = (boundHost: string | null, allowedHosts: readonly string[] = []) =>
  createAddressRules({ allowedHosts, boundHost: () => boundHost });

function isRefused(check: () => void): boolean {
  try {
    check();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ORIGIN_REFUSED', status: 403 });
    return true;
  }
}

describe('checkHost', () => {
  it.each([
    ['127.0.0.1', 'localhost:7070'],
    ['127.0.0.1', 'LOCALHOST'],
    ['127.0.0.1', '127.0.0.1:7070'],
    ['127.0.0.1', '[::1]:7070'],
    ['192.168.1.5', '192.168.1.5:7070'],
    ['fe80::1', '[fe80::1]:7070'],
    ['box.lan', 'box.lan:7070'],
    ['0.0.0.0', '192.168.1.5:7070'],
    ['::', '[fe80::1]:7070'],
    ['127.0.0.1', 'paas.example.com'],
    ['127.0.0.1', 'PAAS.example.com:443'],
  ])('bound to %s, takes %s', (bound, host) => {
    expect(isRefused(() => rulesOf(bound, ['Paas.example.com']).checkHost(host))).toBe(false);
  });

  it.each([
    ['127.0.0.1', 'evil.example'],
    ['127.0.0.1', 'evil.example:7070'],
    ['127.0.0.1', 'localhost.evil.example'],
    ['127.0.0.1', 'app.localhost:7070'],
    ['127.0.0.1', '192.168.1.5:7070'],
    ['127.0.0.1', 'user@localhost'],
    ['127.0.0.1', 'localhost/path'],
    ['127.0.0.1', ''],
    ['127.0.0.1', undefined],
    ['0.0.0.0', 'evil.example'],
    [null, '192.168.1.5'],
  ])('bound to %s, refuses %s', (bound, host) => {
    expect(isRefused(() => rulesOf(bound).checkHost(host))).toBe(true);
  });
});

describe('checkOrigin', () => {
  const rules = rulesOf('127.0.0.1', ['paas.example.com']);

  it.each([
    [undefined, 'localhost:7070'],
    ['http://localhost:7070', 'localhost:7070'],
    ['http://localhost:7070', 'LOCALHOST:7070'],
    ['http://[::1]:7070', '[::1]:7070'],
    ['https://paas.example.com', 'paas.example.com'],
    // A proxy that passes its own name on.
    ['https://paas.example.com', '127.0.0.1:7070'],
  ])('takes %s at %s', (origin, host) => {
    expect(isRefused(() => rules.checkOrigin(origin, host))).toBe(false);
  });

  it.each([
    ['null', 'localhost:7070'],
    ['', 'localhost:7070'],
    ['http://evil.example', 'localhost:7070'],
    // An application deployed on another port of this machine.
    ['http://localhost:32801', 'localhost:7070'],
    ['http://127.0.0.1:7070', 'localhost:7070'],
    ['http://app.localhost:7070', 'localhost:7070'],
    ['https://paas.example.com:32801', 'paas.example.com'],
    ['chrome-extension://localhost:7070', 'localhost:7070'],
    ['http://localhost:7070.evil.example', 'localhost:7070'],
  ])('refuses %s at %s', (origin, host) => {
    expect(isRefused(() => rules.checkOrigin(origin, host))).toBe(true);
  });
});

describe('listenerUrl', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:7070'],
    ['localhost', 'http://localhost:7070'],
    ['0.0.0.0', 'http://127.0.0.1:7070'],
    ['::', 'http://127.0.0.1:7070'],
    ['::1', 'http://[::1]:7070'],
  ])('%s → %s', (host, url) => {
    expect(listenerUrl(host, 7070)).toBe(url);
  });
});
