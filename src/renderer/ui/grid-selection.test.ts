import { describe, expect, it } from 'vitest';
import {
  createRowOrder,
  type GridSelection,
  keepExisting,
  moveTo,
  nothingSelected,
  selectAll,
  selectOnly,
  toggle,
} from './grid-selection.ts';

const orderOf = (text: string) => createRowOrder(text.split(''), (letter) => letter);
const order = orderOf('abcdef');
const told = ({ active, selected }: GridSelection) => `${active ?? '-'}:${[...selected].toSorted().join('')}`;

describe('moving through rows', () => {
  it('chooses the row it comes to, and stays within the list', () => {
    expect(told(moveTo(nothingSelected, order, 2, 'select'))).toBe('c:c');
    expect(told(moveTo(nothingSelected, order, -5, 'select'))).toBe('a:a');
    expect(told(moveTo(nothingSelected, order, 99, 'select'))).toBe('f:f');
    expect(moveTo(nothingSelected, orderOf(''), 0, 'select')).toBe(nothingSelected);
  });

  it('draws a range from where it began, either way', () => {
    const begun = selectOnly('c');
    const down = moveTo(moveTo(begun, order, 3, 'extend'), order, 4, 'extend');
    expect(told(down)).toBe('e:cde');
    expect(told(moveTo(down, order, 1, 'extend'))).toBe('b:bc');
  });

  it('begins a range where it stands when its anchor is gone', () => {
    expect(told(moveTo({ ...selectOnly('x'), active: 'b' }, order, 2, 'extend'))).toBe('c:c');
  });

  it('carries only the keyboard when asked to', () => {
    expect(told(moveTo(selectOnly('a'), order, 3, 'carry'))).toBe('d:a');
  });
});

describe('choosing', () => {
  it('adds and takes away single rows, and the next range begins there', () => {
    const two = toggle(selectOnly('a'), 'd');
    expect(told(two)).toBe('d:ad');
    expect(told(toggle(two, 'a'))).toBe('a:d');
    expect(told(moveTo(two, order, 5, 'extend'))).toBe('f:def');
  });

  it('takes all and leaves the keyboard where it is', () => {
    expect(told(selectAll(selectOnly('c'), order))).toBe('c:abcdef');
  });
});

describe('a list that changed', () => {
  it('keeps what is still there, wherever it is now', () => {
    const chosen = moveTo(selectOnly('b'), order, 3, 'extend');
    expect(keepExisting(chosen, order, orderOf('fedcba'))).toBe(chosen);
    expect(told(keepExisting(chosen, order, orderOf('abdef')))).toBe('d:bd');
  });

  it('stands where the lost row was, also at the end and in an empty list', () => {
    expect(told(keepExisting(selectOnly('c'), order, orderOf('abdef')))).toBe('d:');
    expect(told(keepExisting(selectOnly('f'), order, orderOf('abcde')))).toBe('e:');
    expect(told(keepExisting(selectOnly('a'), order, orderOf('')))).toBe('-:');
  });
});
