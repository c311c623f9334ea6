import { describe, expect, it } from 'vitest';
import { deliveryOf } from './env-rotate.ts';

describe('how a secret is delivered, as flags say it', () => {
  it('leaves open what they leave open', () => {
    expect(deliveryOf({})).toEqual({});
    expect(deliveryOf({ deliver: 'variable' })).toEqual({ delivery: 'variable' });
  });

  it('takes signals with and without SIG, and none', () => {
    expect(deliveryOf({ deliver: 'file', signal: 'HUP' })).toEqual({ delivery: 'file', signal: 'SIGHUP' });
    expect(deliveryOf({ signal: 'SIGUSR2' })).toEqual({ signal: 'SIGUSR2' });
    expect(deliveryOf({ signal: 'none' })).toEqual({ signal: null });
  });

  it('refuses what is neither, with what there is', () => {
    expect(() => deliveryOf({ deliver: 'mail' })).toThrow(/"mail" is none/);
    expect(() => deliveryOf({ signal: 'SIGKILL' })).toThrow(/"SIGKILL" is none/);
    expect(() => deliveryOf({ signal: 'SIGnone' })).toThrow(/is none/);
  });
});
