import { describe, expect, it } from 'vitest';
import { checkName, checkSubdomain, firstFree, slugify } from './names.ts';

describe('slugify', () => {
  it.each([
    ['My App', 'my-app'],
    ['Crème Brûlée!', 'creme-brulee'],
    ['--a__b--', 'a-b'],
    ['日本', 'app'],
    ['x'.repeat(100), 'x'.repeat(40)],
    [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
  ])('makes %j into %j', (name, slug) => {
    expect(slugify(name)).toBe(slug);
  });
});

describe('firstFree', () => {
  it('numbers names that are taken and stays within the length', () => {
    const taken = new Set(['a', 'a-2', 'x'.repeat(40)]);
    expect(firstFree('a', (slug) => taken.has(slug))).toBe('a-3');
    expect(firstFree('x'.repeat(40), (slug) => taken.has(slug))).toBe(`${'x'.repeat(38)}-2`);
    expect(firstFree('b', (slug) => taken.has(slug))).toBe('b');
  });
});

describe('checkSubdomain', () => {
  it('lowers the case', () => {
    expect(checkSubdomain(' Shop ')).toBe('shop');
  });
  it.each(['', '-a', 'a-', 'a.b', 'a_b', 'ä', 'a'.repeat(64), 'traefik'])('refuses %j and names the field', (text) => {
    expect(() => checkSubdomain(text)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'subdomain' }),
    );
  });
});

describe('checkName', () => {
  it.each(['', '  ', 'a\nb', 'x'.repeat(101)])('refuses %j', (text) => {
    expect(() => checkName(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'name' }));
  });
});
