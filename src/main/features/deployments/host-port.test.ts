import { describe, expect, it } from 'vitest';
import { proposePort } from './host-port.ts';

describe('proposePort', () => {
  it('stays below the ports of outgoing connections', () => {
    expect(proposePort(new Set(), 0)).toBe(20_000);
    expect(proposePort(new Set(), 0.999_999)).toBe(29_999);
  });

  it('takes the next free one, around the end', () => {
    expect(proposePort(new Set([20_000, 20_001]), 0)).toBe(20_002);
    expect(proposePort(new Set([29_999, 20_000]), 0.999_999)).toBe(20_001);
  });

  it('says when there is none', () => {
    const all = new Set(Array.from({ length: 10_000 }, (_, index) => 20_000 + index));
    expect(() => proposePort(all, 0.5)).toThrow('All ports from 20000 to 29999 are used.');
  });
});
