import { describe, expect, it } from 'vitest';
import { formatTable } from './table.ts';

describe('formatTable', () => {
  it('makes columns as wide as their widest cell', () => {
    expect(
      formatTable(
        ['ID', 'NAME', 'URL'],
        [
          ['1', 'shop', 'http://localhost:1'],
          ['100', 'a-long-name', ''],
        ],
      ),
    ).toBe('ID   NAME         URL\n1    shop         http://localhost:1\n100  a-long-name\n');
  });

  it('has only heads where there is nothing', () => {
    expect(formatTable(['ID', 'NAME'], [])).toBe('ID  NAME\n');
  });
});
