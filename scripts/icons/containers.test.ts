import { describe, expect, it } from 'vitest';
import { icns, ico } from './containers.ts';

const small = { size: 16, png: Buffer.from('sixteen') };
const large = { size: 256, png: Buffer.from('two hundred and fifty-six') };

describe('ico', () => {
  it('finds each picture where its entry says', () => {
    const file = ico([small, large]);
    expect(file.readUInt16LE(2)).toBe(1);
    expect(file.readUInt16LE(4)).toBe(2);
    for (const [index, { size, png }] of [small, large].entries()) {
      const entry = 6 + index * 16;
      expect(file.readUInt8(entry)).toBe(size % 256);
      const offset = file.readUInt32LE(entry + 12);
      expect(file.subarray(offset, offset + file.readUInt32LE(entry + 8))).toEqual(png);
    }
  });
});

describe('icns', () => {
  it('is one block that holds a block for each name of a size', () => {
    const file = icns([small, large]);
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const found: [string, string][] = [];
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      found.push([
        file.toString('latin1', at, at + 4),
        file.toString('latin1', at + 8, at + file.readUInt32BE(at + 4)),
      ]);
    }
    expect(found).toEqual([
      ['icp4', 'sixteen'],
      ['ic13', 'two hundred and fifty-six'],
      ['ic08', 'two hundred and fifty-six'],
    ]);
  });
});
