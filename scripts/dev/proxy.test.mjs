import { describe, expect, it } from 'vitest';
import { proxyTo } from './proxy.mjs';

const patterns = Object.keys(proxyTo('http://127.0.0.1:7071')).map((pattern) => new RegExp(pattern));

describe('the development server', () => {
  it.each([
    ['/api/projects', true],
    ['/api/openapi.json', true],
    ['/api/volumes/1/files/download?path=main.ts', true],
    ['/auth/local?token=t', true],
    ['/rpc', true],
    ['/api/client.ts', false],
    ['/api/api-context.tsx?t=17', false],
    ['/', false],
    ['/app/main.tsx', false],
    ['/rpc-helper.ts', false],
    ['/@vite/client', false],
  ])('%s: to the control plane %s', (address, isProxied) => {
    expect(patterns.some((pattern) => pattern.test(address))).toBe(isProxied);
  });
});
