import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi.ts';

const e = '\u001b';

describe('parseAnsi', () => {
  it('leaves plain text alone', () => {
    expect(parseAnsi('npm ci')).toEqual([{ text: 'npm ci', className: '' }]);
    expect(parseAnsi('')).toEqual([]);
  });

  it('reads the sixteen colours, their backgrounds and their ends', () => {
    expect(parseAnsi(`${e}[31mred${e}[39m none ${e}[1;92;44mboth${e}[0m end`)).toEqual([
      { text: 'red', className: 'fg-1' },
      { text: ' none ', className: '' },
      { text: 'both', className: 'fg-10 bg-4 bold' },
      { text: ' end', className: '' },
    ]);
  });

  it('switches each style off by its own code', () => {
    expect(parseAnsi(`${e}[1;3;4ma${e}[22mb${e}[23mc${e}[24md`).map(({ className }) => className)).toEqual([
      'bold italic underline',
      'italic underline',
      'underline',
      '',
    ]);
  });

  it('maps indexed and true colours to the nearest named one', () => {
    const classOf = (code: string) => parseAnsi(`${e}[${code}mx`)[0]?.className;
    expect(classOf('38;5;9')).toBe('fg-9');
    expect(classOf('38;5;196')).toBe('fg-9');
    expect(classOf('38;5;244')).toBe('fg-8');
    expect(classOf('48;2;0;200;10')).toBe('bg-2');
    expect(classOf('38:5:4')).toBe('fg-4');
  });

  it('an empty code resets, a broken one is left out', () => {
    expect(parseAnsi(`${e}[31ma${e}[mb${e}[38mc`).map(({ className }) => className)).toEqual(['fg-1', '', '']);
  });

  it('takes cursor moves, titles, links and control characters away', () => {
    const line = `${e}[2K${e}[1G${e}]8;;https://example.com${e}\\link${e}]8;;${e}\\\u0007 a\tb${e}`;
    expect(
      parseAnsi(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe('link a\tb');
    expect(stripAnsi(line)).toBe('link a\tb');
  });

  it('shows the last state of a line that was rewritten', () => {
    expect(parseAnsi('10 %\r50 %\r100 %')).toEqual([{ text: '100 %', className: '' }]);
    expect(stripAnsi('done\r')).toBe('done');
  });

  it('never yields markup: angle brackets stay text', () => {
    expect(parseAnsi('<script>alert(1)</script>')).toEqual([{ text: '<script>alert(1)</script>', className: '' }]);
  });
});
