import { describe, expect, it } from 'vitest';
import { readJsonLine } from './json-line.ts';

describe('a line of JSON', () => {
  it('says its message, level and time, and the rest as fields', () => {
    expect(
      readJsonLine('{"level":30,"time":1790000000000,"msg":"ready","port":3000,"tags":["a"],"req":{"id":1}}'),
    ).toEqual({
      message: 'ready',
      level: 'info',
      time: '1790000000000',
      fields: [
        { key: 'port', value: '3000' },
        { key: 'tags', value: '[\n  "a"\n]' },
        { key: 'req', value: '{\n  "id": 1\n}' },
      ],
      isCut: false,
    });
    expect(readJsonLine(' {"@t":"2026-01-01T00:00:00Z","@l":"Warning","@mt":"slow"} ')).toMatchObject({
      message: 'slow',
      level: 'warn',
      time: '2026-01-01T00:00:00Z',
    });
  });

  it.each(['ready', '{ready}', '[1,2]', '"text"', '{"a":1', '{"a":1} and on', ''])(
    'leaves other text as it is: %s',
    (text) => {
      expect(readJsonLine(text)).toBeNull();
    },
  );

  it('is bounded and harmless, whatever was written', () => {
    expect(readJsonLine(`{"a":"${'x'.repeat(40_000)}"}`)).toBeNull();
    const deep = readJsonLine(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
    expect(deep?.fields[0]?.value.split('\n').length).toBeLessThan(20);
    const many = readJsonLine(JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]))));
    expect(many?.fields).toHaveLength(100);
    expect(many?.isCut).toBe(true);
    const proto = readJsonLine('{"__proto__":{"polluted":true},"constructor":"x","msg":"odd"}');
    expect(proto?.fields.map(({ key }) => key)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(readJsonLine(`{"a":"${'y'.repeat(9_000)}"}`)?.fields[0]?.value.length).toBe(4_001);
    expect(readJsonLine('{"message":{"no":"text"},"level":"purple"}')).toMatchObject({ message: null, level: null });
  });
});
