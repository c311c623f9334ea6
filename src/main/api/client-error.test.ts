import { ORPCError, ValidationError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/app-error.ts';
import { toClientError, toRestBody } from './client-error.ts';

function collectingLog() {
  const lines: { message: string; context: unknown }[] = [];
  const add = (message: string, context?: unknown) => void lines.push({ message, context });
  return { lines, warn: add, error: add };
}

describe('toClientError', () => {
  it('tells of a full disk, which is nobody else’s to explain', () => {
    const log = collectingLog();
    const cause = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    expect(toClientError(cause, log, {})).toMatchObject({ code: 'DISK_FULL', status: 507 });
    expect(log.lines).toEqual([]);
  });

  it('keeps code, status, sentence, hint and field of a known error', () => {
    const log = collectingLog();
    const error = toClientError(new AppError('NAME_TAKEN', { name: 'shop' }, { field: 'name' }), log, {});
    expect(error).toMatchObject({
      code: 'NAME_TAKEN',
      status: 409,
      data: { hint: 'Choose another name.', field: 'name' },
    });
    expect(toRestBody(error)).toEqual({
      code: 'NAME_TAKEN',
      message: 'The name "shop" is already taken.',
      hint: 'Choose another name.',
      field: 'name',
    });
    expect(log.lines).toEqual([]);
  });

  it('turns a refused input into its field and problem', () => {
    const cause = new ValidationError({
      message: 'Input validation failed',
      issues: [{ message: 'too odd', path: ['port'] }],
      data: {},
    });
    const error = toClientError(new ORPCError('BAD_REQUEST', { cause }), collectingLog(), {});
    expect(toRestBody(error)).toEqual({
      code: 'VALIDATION_FAILED',
      message: 'port: too odd',
      hint: 'Correct port and try again.',
      field: 'port',
    });
  });

  it.each([
    ['an unknown error', new Error('SQLITE_CORRUPT: secret path')],
    ['an output that breaks the contract', new ORPCError('INTERNAL_SERVER_ERROR', { message: 'secret path' })],
    ['what is no error at all', 'secret path'],
  ])('shows nothing of %s, and logs it', (_name, thrown) => {
    const log = collectingLog();
    const error = toClientError(thrown, log, { path: '/projects' });
    expect(error.status).toBe(500);
    expect(JSON.stringify([error, toRestBody(error)])).not.toContain('secret');
    expect(log.lines).toEqual([
      { message: expect.stringContaining('not in the error table'), context: { path: '/projects', err: thrown } },
    ]);
  });
});
