import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProjectInput } from './projects.ts';
import { firstProblem } from './problem.ts';

function problemOf(schema: z.ZodType, input: unknown): string {
  const { field, problem } = firstProblem(schema.safeParse(input).error?.issues ?? []);
  return `${field}: ${problem}`;
}

describe('firstProblem', () => {
  const schema = z.object({
    name: z.string().min(1).max(5).optional(),
    port: z.number().int().max(65_535).optional(),
    size: z.number().positive().optional(),
    isOn: z.boolean().optional(),
    kind: z.enum(['a', 'b']).optional(),
    tags: z.array(z.string()).max(2).optional(),
    path: z.string().regex(/^\//, 'begins with /').optional(),
    inner: z.object({ list: z.array(z.object({ key: z.string() })) }).optional(),
  });

  it.each([
    [{ name: '' }, 'name: must not be empty'],
    [{ name: 'abcdef' }, 'name: must have at most 5 characters'],
    [{ port: 70_000 }, 'port: must be at most 65535'],
    [{ size: 0 }, 'size: must be more than 0'],
    [{ port: 1.5 }, 'port: must be a whole number'],
    [{ port: 'x' }, 'port: must be a number'],
    [{ isOn: 'x' }, 'isOn: must be true or false'],
    [{ kind: 'c' }, 'kind: must be a or b'],
    [{ tags: ['a', 'b', 'c'] }, 'tags: must have at most 2 entries'],
    [{ tags: 'a' }, 'tags: must be an array'],
    [{ path: 'x' }, 'path: begins with /'],
    [{ inner: { list: [{ key: 'a' }, {}] } }, 'inner.list[1].key: is missing'],
    [[], 'body: must be an object'],
    [undefined, 'body: is missing'],
  ])('%j → %s', (input, expected) => {
    expect(problemOf(schema, input)).toBe(expected);
  });

  it('looks into a union', () => {
    expect(problemOf(createProjectInput, { credential: { kind: 'token' } })).toBe('credential.token: is missing');
    expect(problemOf(z.union([z.object({ a: z.object({ b: z.string() }) }), z.string()]), { a: {} })).toBe(
      'a.b: is missing',
    );
  });

  it('names strange keys', () => {
    expect(problemOf(z.strictObject({}), { a: 1 })).toBe('body: has nothing called a');
  });

  it('has an answer for no issue at all', () => {
    expect(firstProblem([])).toEqual({ field: 'body', problem: 'is not valid' });
  });
});
