import { expect, it } from 'vitest';
import { fromField, toField } from './line-endings.ts';

it.each(['a\r\nb\r\n', 'a\nb\n', 'a', ''])('gives %j back as it was', (text) => {
  expect(fromField(toField(text), text)).toBe(text);
});

it('writes new lines as the old ones are', () => {
  expect(fromField('a\nb\nc', 'a\r\nb')).toBe('a\r\nb\r\nc');
  expect(fromField('a\nb', 'a')).toBe('a\nb');
});
