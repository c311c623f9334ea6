import { describe, expect, it } from 'vitest';
import type { LogStream } from '../../../contract/logs.ts';
import { createErrorDetector, type SeenError, type SeenLine } from './detector.ts';
import { culpritOf, fingerprintOf } from './fingerprint.ts';
import { corpus } from './testing/corpus.ts';

const numbered = (texts: readonly (string | readonly [LogStream, string])[]): readonly SeenLine[] =>
  texts.map((each, index) => {
    const [stream, text] = typeof each === 'string' ? (['stderr', each] as const) : each;
    return { seq: index + 1, at: 1_000 + index, stream, text };
  });

function errorsIn(texts: readonly (string | readonly [LogStream, string])[]): readonly SeenError[] {
  const detector = createErrorDetector();
  return [...detector.push(numbered(texts)), ...detector.flush()];
}

const entry = (name: string): readonly string[] => corpus.find((each) => each.name === name)?.lines.split('\n') ?? [];

describe('errors in a log', () => {
  it.each(corpus)('reads $language: $name', ({ lines, language, type, message, culprit }) => {
    const errors = errorsIn(['listening on 3000', ...lines.split('\n'), 'GET / 200 3 ms']);
    expect(
      errors.map(({ head, ...error }) => ({ ...head, language: error.language, culprit: culpritOf(error.frames) })),
    ).toEqual([{ type, message, language, culprit }]);
  });

  it('keeps the lines of the stack and where they stand', () => {
    const [error] = errorsIn(['ready', ...entry('a Go panic'), 'GET /']);
    expect(error?.firstSeq).toBe(2);
    expect(error?.lastSeq).toBe(9);
    expect(error?.text).toBe(entry('a Go panic').join('\n'));
  });

  it('joins a stack whose lines stand between those of others, of the other stream and of the same', () => {
    const stack = entry('Node.js, nobody caught it').slice(4, 8);
    const mixed = stack.flatMap((text): (string | readonly [LogStream, string])[] => [
      text,
      ['stdout', `GET /products/${text.length} 200`],
      'GET /health 200 1 ms',
    ]);
    const errors = errorsIn(mixed);
    expect(errors.map(({ text }) => text)).toEqual([stack.join('\n')]);
  });

  it('tells two stacks apart that run at the same time in two streams', () => {
    const python = entry('Python with code and marks between the frames');
    const java = entry('Java with causes');
    const mixed = python.flatMap((text, index): (readonly [LogStream, string])[] => [
      ['stderr', text],
      ...(java[index] === undefined ? [] : [['stdout', java[index]] as const]),
    ]);
    expect(
      errorsIn(mixed)
        .map(({ head }) => head.type)
        .toSorted(),
    ).toEqual(['KeyError', 'java.lang.IllegalStateException']);
  });

  it('takes errors one after the other for as many', () => {
    const once = entry('Ruby');
    expect(errorsIn([...once, ...once, ...once])).toHaveLength(3);
    expect(errorsIn(['Error: one', 'Error: two', 'Error: three']).map(({ head }) => head.message)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(errorsIn(['ERROR one', 'ERROR two']).map(({ head }) => head.message)).toEqual(['one', 'two']);
  });

  it('does not take a message for the introduction of a stack that another request wrote', () => {
    const errors = errorsIn(['ERROR no stock', ['stdout', 'GET /24'], ...entry('Java with causes')]);
    expect(errors.map(({ head }) => head.message)).toEqual(['no stock', 'basket 4711 is closed']);
  });

  it('ends an error behind which only structured lines come', () => {
    const detector = createErrorDetector();
    const lines = [
      'ERROR no stock',
      ...Array.from({ length: 14 }, (_, index) => `{"level":30,"msg":"order ${index}"}`),
    ];
    expect(detector.push(numbered(lines)).map(({ head }) => head.message)).toEqual(['no stock']);
  });

  it('waits for the rest of a stack over batches, and ends when told', () => {
    const detector = createErrorDetector();
    const lines = numbered(entry('.NET'));
    expect(detector.push(lines.slice(0, 2))).toEqual([]);
    expect(detector.isWaiting()).toBe(true);
    expect(detector.push(lines.slice(2))).toEqual([]);
    expect(detector.flush()).toHaveLength(1);
    expect(detector.isWaiting()).toBe(false);
  });

  it.each([
    'GET /error 200 3 ms',
    '0 errors, 3 warnings',
    'INFO no error occurred',
    '{"level":30,"msg":"error rate is 0"}',
    'WARN: retrying after an error',
    '    at the end of the day',
    'Compiled without errors',
  ])('lets a line be that is no error: %s', (text) => {
    expect(errorsIn([text, 'on'])).toEqual([]);
  });

  it('does not look at what miniPaaS says itself', () => {
    expect(errorsIn([['system', 'Error: the container ended']])).toEqual([]);
  });

  it('bounds what it keeps of a stack without end, of long lines and of hostile JSON', () => {
    const deep = Array.from({ length: 20_000 }, () => '    at again (/app/deep.js:1:1)');
    const [error] = errorsIn(['RangeError: Maximum call stack size exceeded', ...deep]);
    expect(error?.lastSeq).toBe(20_001);
    expect(error?.text.length).toBeLessThanOrEqual(8_192);
    expect(error?.frames.length).toBeLessThan(100);
    expect(errorsIn([`Error: ${'x'.repeat(65_000)}`])[0]?.head.message.length).toBeLessThanOrEqual(1_500);
    const nested = `{"level":"error","msg":"deep","a":${'['.repeat(15_000)}${']'.repeat(15_000)}}`;
    expect(errorsIn([nested]).map(({ head }) => head.message)).toEqual(['deep']);
    const proto = '{"__proto__":{"level":"error"},"level":"error","message":"odd","constructor":1}';
    expect(errorsIn([proto]).map(({ head }) => head.message)).toEqual(['odd']);
  });

  it('is quick with lines that are made to be slow', () => {
    const lines = [
      `Error: ${' ('.repeat(30_000)}`,
      `panic: ${'a.'.repeat(30_000)}`,
      `    at ${'a.'.repeat(700)} (`,
      `[2026] production.ERROR: ${' {"'.repeat(20_000)}`,
      `goroutine 1 [running]:`,
      `${'a.b'.repeat(10_000)}!`,
      `PHP Fatal error:  Uncaught X: ${' in a.php'.repeat(5_000)}`,
    ];
    const began = performance.now();
    errorsIn(Array.from({ length: 5 }, () => lines).flat());
    // Hours, were one of the patterns to try everything; what it takes on a busy machine is far below.
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});

describe('the fingerprint', () => {
  const of = (...texts: string[]): string => {
    const [error] = errorsIn(texts);
    return error === undefined ? 'none' : fingerprintOf(error);
  };
  const stack = (line: number, message = 'x is not a function', name = 'total'): string[] => [
    `TypeError: ${message}`,
    `    at ${name} (/app/src/basket.ts:${line}:9)`,
    `    at handle (/app/node_modules/express/lib/layer.js:${line + 7}:5)`,
  ];

  it('is the same for another line, another message of a telling type, another library below', () => {
    expect(of(...stack(3))).toBe(of(...stack(300)));
    expect(of(...stack(3))).toBe(of(...stack(3, 'y is not a function')));
    expect(of(...stack(3))).toBe(of(...stack(3).slice(0, 2), '    at next (/app/node_modules/koa/lib/x.js:1:1)'));
  });

  it('is another one for another function or another type', () => {
    expect(of(...stack(3))).not.toBe(of(...stack(3, 'x is not a function', 'sum')));
    expect(of(...stack(3))).not.toBe(of('RangeError: x is not a function', ...stack(3).slice(1)));
  });

  it.each([
    ['ERROR no product 4711', 'ERROR no product 8'],
    ['Error: no answer from 10.0.0.7:5432 within 3000 ms', 'Error: no answer from 10.0.0.9:5433 within 250 ms'],
    ['ERROR job 3f2b8c1e-6a51-4c7d-9e0f-1a2b3c4d5e6f failed', 'ERROR job 00000000-6a51-4c7d-9e0f-1a2b3c4d5e6f failed'],
    ['ERROR container 4f9d2c7a11be is gone', 'ERROR container 99aa2c7a11be is gone'],
    ['ERROR cannot open /data/a/1.json', 'ERROR cannot open /var/lib/b.json'],
    ['ERROR mail to ada@example.com bounced', 'ERROR mail to bob@example.org bounced'],
    ['2026-11-22 10:00:00 ERROR no basket', '2026-11-23 11:12:13 ERROR no basket'],
    ['ERROR GET https://api.example.com/a?b=1 gave 502', 'ERROR GET https://other.example.com/ gave 504'],
    ['ERROR at 0x7ffe12 in 0xdeadbeef', 'ERROR at 0x1 in 0xcafe'],
  ])('leaves out what changes: %s', (one, other) => {
    expect(of(one)).toBe(of(other));
    expect(of(one)).not.toBe('none');
  });

  it('tells messages apart that say something else', () => {
    expect(of('ERROR no product 4711')).not.toBe(of('ERROR no basket 4711'));
    expect(of('Error: one', '    at f (/app/a.js:1:1)')).not.toBe(of('Error: two', '    at f (/app/a.js:9:1)'));
  });

  it('knows a function of a bundle again whose name has a hash', () => {
    const bundle = (name: string): string[] => ['TypeError: no', `    at t (/app/dist/assets/${name}:1:2)`];
    expect(of(...bundle('index-BxK3j9aQ.js'))).toBe(of(...bundle('index-Zz91mmQ0.js')));
    expect(of(...bundle('index-BxK3j9aQ.js'))).not.toBe(of(...bundle('admin-BxK3j9aQ.js')));
  });
});
