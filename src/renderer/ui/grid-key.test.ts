import { describe, expect, it } from 'vitest';
import { findTyped, gridKey } from './grid-key.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const press = (key: string, held: Partial<typeof plain> = {}, at = 5) =>
  gridKey({ ...plain, ...held, key }, { at, count: 100, page: 20, isTyping: false });

describe('gridKey', () => {
  it('moves by rows, pages and to the ends', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'move', to: 6, mode: 'select' });
    expect(press('ArrowUp')).toEqual({ kind: 'move', to: 4, mode: 'select' });
    expect(press('PageDown')).toEqual({ kind: 'move', to: 24, mode: 'select' });
    expect(press('PageUp')).toEqual({ kind: 'move', to: 0, mode: 'select' });
    expect(press('End')).toEqual({ kind: 'move', to: 99, mode: 'select' });
    expect(press('ArrowDown', {}, 99)).toEqual({ kind: 'move', to: 99, mode: 'select' });
  });

  it('enters a list at its first row, or at its last', () => {
    expect(press('ArrowDown', {}, -1)).toEqual({ kind: 'move', to: 0, mode: 'select' });
    expect(press('ArrowUp', {}, -1)).toEqual({ kind: 'move', to: 99, mode: 'select' });
  });

  it('extends with Shift, carries with Control or Command', () => {
    expect(press('End', { shiftKey: true })).toEqual({ kind: 'move', to: 99, mode: 'extend' });
    expect(press('ArrowDown', { metaKey: true })).toEqual({ kind: 'move', to: 6, mode: 'carry' });
  });

  it('chooses and opens', () => {
    expect(press(' ')).toEqual({ kind: 'toggle' });
    expect(press('a', { ctrlKey: true })).toEqual({ kind: 'selectAll' });
    expect(press('Enter')).toEqual({ kind: 'open' });
  });

  it('takes a blank into a name that is being typed', () => {
    const place = { at: 0, count: 9, page: 5, isTyping: true };
    expect(gridKey({ ...plain, key: ' ' }, place)).toEqual({ kind: 'type', letter: ' ' });
    expect(gridKey({ ...plain, key: ' ', ctrlKey: true }, place)).toEqual({ kind: 'toggle' });
  });

  it('takes letters of any alphabet and leaves other keys alone', () => {
    expect(press('é')).toEqual({ kind: 'type', letter: 'é' });
    expect(press('𝄞')).toEqual({ kind: 'type', letter: '𝄞' });
    expect([press('F2'), press('Delete'), press('c', { ctrlKey: true }), press('ArrowUp', { altKey: true })]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('findTyped', () => {
  const names = ['apple', 'apricot', 'banana', 'Blue', 'aa'];
  const find = (typed: string, at: number) => findTyped(typed, at, names.length, (index) => names[index] ?? '');

  it('goes to the next row that begins so, and round', () => {
    expect([find('b', 0), find('b', 2), find('b', 3)]).toEqual([2, 3, 2]);
  });

  it('stays where it is while a longer beginning still fits', () => {
    expect([find('ap', 0), find('apr', 0)]).toEqual([0, 1]);
  });

  it('goes from match to match when one letter is repeated, unless a name begins with the repetition', () => {
    expect(find('bb', 2)).toBe(3);
    expect(find('aa', 0)).toBe(4);
  });

  it('says when nothing begins so', () => {
    expect([find('x', 0), findTyped('a', -1, 0, () => '')]).toEqual([-1, -1]);
  });
});
