import { describe, expect, it } from 'vitest';
import { createLineReader } from './progress-lines.ts';

function read(...chunks: string[]): string[] {
  const lines: string[] = [];
  const reader = createLineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return lines;
}

describe('createLineReader', () => {
  it('joins lines over chunks and drops empty ones', () => {
    expect(read('Cloning in', "to 'x'...\n\nremote: hi", '\n')).toEqual(["Cloning into 'x'...", 'remote: hi']);
  });

  it('keeps a redrawn progress line once in a quarter, and its last state', () => {
    const redraws = Array.from({ length: 101 }, (_, percent) => `Receiving objects: ${percent}% (${percent}/100)\r`);
    expect(read(...redraws, 'Receiving objects: 100% (100/100), done.\n')).toEqual([
      'Receiving objects: 25% (25/100)',
      'Receiving objects: 50% (50/100)',
      'Receiving objects: 75% (75/100)',
      'Receiving objects: 100% (100/100), done.',
    ]);
  });

  it('takes CR LF as one end of a line, also across chunks', () => {
    expect(read('one\r\ntwo\r', '\nthree')).toEqual(['one', 'two', 'three']);
  });

  it('hands over a line without an end once it is too long to keep', () => {
    expect(read('x'.repeat(10_000)).map((line) => line.length)).toEqual([4096]);
  });
});
