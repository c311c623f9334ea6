import { describe, expect, it } from 'vitest';
import { entriesOf, folderReading, kindOfMode, splitNul } from './records.ts';

const record = (name: string | Buffer, mode = 0o100644): Buffer =>
  Buffer.concat([
    Buffer.from(`//12/1700000000/${mode.toString(16)}/10/20/./`),
    Buffer.from(name as string),
    Buffer.from('\n'),
  ]);
const own = Buffer.from('/sub\0//4096/1700000000/41ed/0/0/.\n');

describe('what a helper prints of a folder', () => {
  it('is read by name, line ends and odd bytes in names included', () => {
    const names = [
      'plain',
      'with\nline',
      '\n//looks like one'.replaceAll('//', '-'),
      'end\n',
      Buffer.from([0x61, 0xff]),
    ];
    const reading = folderReading(Buffer.concat([own, ...names.map((name) => record(name))]), false);
    expect(reading).toMatchObject({ path: '/sub', count: 5, folder: { kind: 'folder', mode: 0o755 } });
    expect(Array.from({ length: 5 }, (_, index) => reading.at(index).name)).toEqual([
      'plain',
      'with\nline',
      '\n-looks like one',
      'end\n',
      'a\udcff',
    ]);
    expect(reading.at(0)).toEqual({
      name: 'plain',
      kind: 'file',
      sizeBytes: 12,
      modifiedAt: 1_700_000_000_000,
      mode: 0o644,
      uid: 10,
      gid: 20,
    });
    expect(() => reading.at(5)).toThrow(RangeError);
  });

  it('that broke off in the middle of an entry lacks that entry only', () => {
    const whole = Buffer.concat([own, record('one'), record('two'), record('three')]);
    const reading = folderReading(whole.subarray(0, -3), true);
    expect([reading.count, reading.at(1).name, reading.isTruncated]).toEqual([2, 'two', true]);
    expect(folderReading(own, false).count).toBe(0);
  });

  it('changes its digest with anything that is listed', () => {
    const digest = (...records: Buffer[]) => folderReading(Buffer.concat([own, ...records]), false).digest;
    expect(digest(record('a'))).toBe(digest(record('a')));
    expect(digest(record('a'))).not.toBe(digest(record('a', 0o100600)));
    expect(digest(record('a'))).not.toBe(digest(record('b')));
  });
});

it('knows every kind by its mode', () => {
  const modes = [0o100644, 0o040755, 0o120777, 0o010600, 0o140755, 0o060660, 0o020620];
  expect(modes.map(kindOfMode)).toEqual(['file', 'folder', 'link', 'fifo', 'socket', 'block', 'character']);
});

it('reads answers of a few, and parts with a NUL behind each', () => {
  expect(entriesOf(Buffer.concat([record('a/b'), record('c')])).map(({ name }) => name)).toEqual(['a/b', 'c']);
  expect(entriesOf(Buffer.alloc(0))).toEqual([]);
  expect(splitNul(Buffer.from('a\0\0b')).map(String)).toEqual(['a', '', 'b']);
});
