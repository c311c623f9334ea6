import { describe, expect, expectTypeOf, it } from 'vitest';
import { deploymentStatus } from '../../../contract/deployments.ts';
import { assertMove, canMove, isActive, isEnded, type NextStatus } from './state.ts';

const allowed = [
  'queued → building',
  'queued → cancelled',
  'queued → superseded',
  'queued → failed',
  'building → starting',
  'building → queued',
  'building → failed',
  'building → cancelled',
  'starting → running',
  'starting → queued',
  'starting → failed',
  'starting → cancelled',
  'running → stopped',
  'stopped → running',
];

describe('the life of a deployment', () => {
  const statuses = deploymentStatus.options;
  const moves = statuses.flatMap((from) => statuses.map((to) => ({ from, to, text: `${from} → ${to}` })));

  it.each(moves.filter(({ text }) => allowed.includes(text)))('allows $text', ({ from, to }) => {
    expect(canMove(from, to)).toBe(true);
    expect(() => assertMove(from, to)).not.toThrow();
  });

  it.each(moves.filter(({ text }) => !allowed.includes(text)))('refuses $text, naming both', ({ from, to }) => {
    expect(canMove(from, to)).toBe(false);
    expect(() => assertMove(from, to)).toThrow(`from "${from}" to "${to}"`);
  });

  it('does not compile for a move that is not in the table', () => {
    expectTypeOf<NextStatus<'running'>>().toEqualTypeOf<'stopped'>();
    expectTypeOf<NextStatus<'failed'>>().toBeNever();
  });

  it('is worked on, over, or neither', () => {
    expect(statuses.filter(isActive)).toEqual(['building', 'starting']);
    expect(statuses.filter(isEnded)).toEqual(['failed', 'cancelled', 'superseded']);
  });
});
