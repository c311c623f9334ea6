import { describe, expect, it } from 'vitest';
import { lastWords } from './last-words.ts';

describe('lastWords', () => {
  it.each([
    [['listening', 'bye'], 'bye'],
    [['bye', '', '  '], 'bye'],
    [[], ''],
    [
      ['Error: connect ECONNREFUSED 127.0.0.1:5432', '    at TCPConnectWrap (node:net:1)', '', 'Node.js v24.1.0'],
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
    ],
    [
      ['Traceback (most recent call last):', '  File "app.py", line 1', "ModuleNotFoundError: No module named 'flask'"],
      "ModuleNotFoundError: No module named 'flask'",
    ],
    [['\u001b[31mpanic: runtime error\u001b[0m', 'goroutine 1 [running]:', 'exit status 2'], 'panic: runtime error'],
  ])('of %j are %j', (lines, expected) => {
    expect(lastWords(lines)).toBe(expected);
  });

  it('are not looked for far back, and not long', () => {
    expect(lastWords(['Error: long ago', ...Array.from({ length: 40 }, () => 'tick')])).toBe('tick');
    expect(lastWords(['x'.repeat(1000)])).toBe(`${'x'.repeat(300)}…`);
  });
});
