import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorsDoc, errorsDocFile } from './errors-doc.ts';

describe('docs/errors.md', () => {
  it('says what the error table says (mend with: node scripts/errors-doc.ts)', () => {
    expect(readFileSync(errorsDocFile, 'utf8')).toBe(errorsDoc());
  });

  it('has a sentence and a next step for each code', () => {
    const rows = errorsDoc()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const cells = row.split(' | ');
      expect(cells[2], row).toMatch(/[.:*)]$/);
      expect(cells[3]?.length, row).toBeGreaterThan(10);
    }
  });
});
