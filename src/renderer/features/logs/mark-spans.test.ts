import { expect, it } from 'vitest';
import { firstMark, markSpans } from './mark-spans.ts';

const span = (text: string, className = '') => ({ text, className });
const shape = (query: string, ...spans: ReturnType<typeof span>[]) =>
  markSpans(spans, { texts: query === '' ? [] : query.split('|'), isCaseSensitive: false }).map(
    ({ text, className, isMark }) => `${className}${isMark ? `[${text}]` : text}`,
  );

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

it('marks several texts, those that touch or overlap as one', () => {
  expect(shape('12|2 ms|x', span('took 12 ms, 7 ms'))).toEqual(['took ', '[12 ms]', ', 7 ms']);
});

it('tells where the first stands, in its own case only where that counts', () => {
  expect(firstMark('a Failed b failed', { texts: ['failed', 'b'], isCaseSensitive: true })).toEqual([9, 10]);
  expect(firstMark('a Failed b failed', { texts: ['failed'], isCaseSensitive: false })).toEqual([2, 8]);
  expect(firstMark('abc', { texts: ['', 'z'], isCaseSensitive: false })).toBeNull();
});
