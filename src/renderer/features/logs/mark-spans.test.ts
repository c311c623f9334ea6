import { expect, it } from 'vitest';
import { markSpans } from './mark-spans.ts';

const span = (text: string, className = '') => ({ text, className });
const shape = (query: string, ...spans: ReturnType<typeof span>[]) =>
  markSpans(spans, query).map(({ text, className, isMark }) => `${className}${isMark ? `[${text}]` : text}`);

it('marks every place, whatever the case', () => {
  expect(shape('er', span('Error: ER'))).toEqual(['[Er]', 'ror: ', '[ER]']);
});

it('marks across a change of colour', () => {
  expect(shape('failed', span('it fa', 'r:'), span('iled', 'g:'), span(' now'))).toEqual([
    'r:it ',
    'r:[fa]',
    'g:[iled]',
    ' now',
  ]);
});

it('leaves text alone where nothing is looked for or found', () => {
  expect(shape('', span('a'), span('b', 'x:'))).toEqual(['a', 'x:b']);
  expect(shape('z', span('abc'))).toEqual(['abc']);
});
