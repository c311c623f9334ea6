import { describe, expect, it } from 'vitest';
import { readListenerConfiguration } from './listener-configuration.ts';

describe('readListenerConfiguration', () => {
  it('trusts nobody and knows no other name unless told', () => {
    expect(readListenerConfiguration({})).toEqual({ allowedHosts: [], trustProxy: false });
    expect(readListenerConfiguration({ MINIPAAS_TRUST_PROXY: '0' }).trustProxy).toBe(false);
  });

  it('reads names and the proxy', () => {
    const env = { MINIPAAS_ALLOWED_HOSTS: 'paas.example.com, Box.lan', MINIPAAS_TRUST_PROXY: '1' };
    expect(readListenerConfiguration(env)).toEqual({ allowedHosts: ['paas.example.com', 'Box.lan'], trustProxy: true });
  });

  it.each([
    ['MINIPAAS_ALLOWED_HOSTS', 'https://paas.example.com'],
    ['MINIPAAS_ALLOWED_HOSTS', 'paas.example.com:443'],
    ['MINIPAAS_ALLOWED_HOSTS', 'a/b'],
    ['MINIPAAS_TRUST_PROXY', 'yes'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readListenerConfiguration({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: name }),
    );
  });
});
