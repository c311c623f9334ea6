import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../contract/app-error.ts';
import { createAddressRules, listenerUrl } from './addresses.ts';

const rulesOf = (boundHost: string | null, allowedHosts: readonly string[] = []) =>
  createAddressRules({ allowedHosts, boundHost: () => boundHost });

function outcomeOf(check: () => void): string {
  try {
    check();
    return 'taken';
  } catch (error) {
    return (error as AppError).code;
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
    expect(outcomeOf(() => rulesOf(bound, ['Paas.example.com']).checkHost(host))).toBe('taken');
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
    expect(outcomeOf(() => rulesOf(bound).checkHost(host))).toBe('ORIGIN_REFUSED');
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
    expect(outcomeOf(() => rules.checkOrigin(origin, host))).toBe('taken');
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
    expect(outcomeOf(() => rules.checkOrigin(origin, host))).toBe('ORIGIN_REFUSED');
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
