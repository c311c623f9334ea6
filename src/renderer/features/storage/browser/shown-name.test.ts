import { expect, it } from 'vitest';
import { shownName } from './shown-name.ts';

it('leaves names as they are, in any alphabet', () => {
  const names = ['a b.txt', 'übung', '写真', '👩‍👩‍👧'];
  expect(names.map(shownName)).toEqual(names);
});

it('gives a shape to what has none', () => {
  expect(shownName('two\nlines\t\u007f')).toBe('two␊lines␉␡');
  expect(shownName('caf\udce9')).toBe('caf\ufffd');
});

it('lets no name turn its own end round', () => {
  expect(shownName('photo\u202egpj.exe')).toBe('photo⟨U+202E⟩gpj.exe');
});
