import { describe, expect, it } from 'vitest';
import { formProblem } from './form-problem.ts';

const refused = (field?: string) =>
  Object.assign(new Error('The name is taken.'), { code: 'NAME_TAKEN', data: { hint: 'Choose another.', field } });

describe('formProblem', () => {
  it('shows what is about a field beside it, and nowhere else', () => {
    const problem = formProblem(refused('name'), ['name', 'value']);
    expect(problem.errorOf('name')).toBe('The name is taken. Choose another.');
    expect(problem.errorOf('value')).toBeUndefined();
    expect(problem.errors).toEqual({ name: 'The name is taken. Choose another.' });
    expect(problem.rest).toBeNull();
  });

  it('shows the rest below: what names no field, and what names one that is not there', () => {
    expect(formProblem(refused(), ['name']).rest).toMatchObject({ code: 'NAME_TAKEN' });
    const hidden = formProblem(refused('path'), ['name']);
    expect(hidden.rest).toMatchObject({ field: 'path' });
    expect(hidden.errorOf('name')).toBeUndefined();
  });

  it('leaves out what the place beside the field says', () => {
    const failed = {
      code: 'VALIDATION_FAILED',
      message: 'port: too big',
      data: { hint: 'Correct port.', field: 'port' },
    };
    expect(formProblem(failed, ['port']).errorOf('port')).toBe('Too big.');
    expect(formProblem(failed, ['name']).rest).toMatchObject({ message: 'port: too big', hint: 'Correct port.' });
  });

  it('has nothing to show where nothing failed', () => {
    const none = formProblem(null, ['name']);
    expect(none.rest).toBeNull();
    expect(none.errorOf('name')).toBeUndefined();
  });
});
