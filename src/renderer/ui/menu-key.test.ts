import { describe, expect, it } from 'vitest';
import { menuKey } from './menu-key.ts';

const labels = ['Build log', 'Runtime log', 'Roll back', 'Copy number'];

describe('menuKey', () => {
  it('goes up and down and round', () => {
    expect(menuKey('ArrowDown', 3, labels)).toBe(0);
    expect(menuKey('ArrowUp', 0, labels)).toBe(3);
    expect(menuKey('ArrowUp', -1, labels)).toBe(3);
    expect([menuKey('Home', 2, labels), menuKey('End', 0, labels)]).toEqual([0, 3]);
  });

  it('goes to the next entry that begins with a letter', () => {
    expect(menuKey('r', 0, labels)).toBe(1);
    expect(menuKey('R', 1, labels)).toBe(2);
    expect(menuKey('r', 2, labels)).toBe(1);
    expect(menuKey('x', 0, labels)).toBeNull();
  });

  it('leaves the menu, and leaves other keys alone', () => {
    expect([menuKey('Escape', 0, labels), menuKey('Tab', 0, labels)]).toEqual(['close', 'close']);
    expect([menuKey('Enter', 0, labels), menuKey(' ', 0, labels), menuKey('F5', 0, labels)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
