import type { MoveMode } from './grid-selection.ts';

export type GridAction =
  | { readonly kind: 'move'; readonly to: number; readonly mode: MoveMode }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'selectAll' }
  | { readonly kind: 'open' }
  | { readonly kind: 'type'; readonly letter: string };

/** The parts of a key event that count. */
export interface GridKeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

interface GridPlace {
  /** Number of the row the keyboard stands on; -1 before the first. */
  readonly at: number;
  readonly count: number;
  /** Rows in sight. */
  readonly page: number;
  /** Letters were typed a moment ago: a blank then belongs to the name that is being typed. */
  readonly isTyping: boolean;
}

/** What a key means in a list of files, as desktops have it; null: not a key of the grid. */
export function gridKey(press: GridKeyPress, { at, count, page, isTyping }: GridPlace): GridAction | null {
  if (press.altKey) return null;
  const isControl = press.ctrlKey || press.metaKey;
  const mode: MoveMode = press.shiftKey ? 'extend' : isControl ? 'carry' : 'select';
  const move = (to: number): GridAction => ({ kind: 'move', to: Math.min(Math.max(to, 0), count - 1), mode });
  switch (press.key) {
    case 'ArrowDown':
      return move(at + 1);
    case 'ArrowUp':
      return move(at < 0 ? count - 1 : at - 1);
    case 'PageDown':
      return move(at + Math.max(1, page - 1));
    case 'PageUp':
      return move(at - Math.max(1, page - 1));
    case 'Home':
      return move(0);
    case 'End':
      return move(count - 1);
    case 'Enter':
      return isControl || press.shiftKey ? null : { kind: 'open' };
    case ' ':
      return isTyping && !isControl ? { kind: 'type', letter: ' ' } : { kind: 'toggle' };
    case 'a':
    case 'A':
      return isControl ? { kind: 'selectAll' } : { kind: 'type', letter: press.key };
    default:
      // Keys with a name are ASCII words; whatever else is as long is one letter of more than one code unit.
      return isControl || /^[A-Z][A-Za-z0-9]+$/.test(press.key) ? null : { kind: 'type', letter: press.key };
  }
}

/**
 * The next row that begins with what was typed, from the one the keyboard stands on; one letter pressed again and again
 * goes from match to match. -1: none.
 */
export function findTyped(typed: string, at: number, count: number, textOf: (index: number) => string): number {
  const wanted = typed.toLowerCase();
  const first = wanted.slice(0, (wanted.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
  const isSingle = wanted === first;
  const isRepeated = !isSingle && wanted === first.repeat(wanted.length / first.length);
  const search = (beginning: string, from: number): number => {
    for (let step = 0; step < count; step += 1) {
      const index = (from + step) % count;
      if (textOf(index).toLowerCase().startsWith(beginning)) return index;
    }
    return -1;
  };
  const start = Math.max(at, 0);
  const whole = search(wanted, isSingle && at >= 0 ? start + 1 : start);
  return whole === -1 && isRepeated ? search(first, start + 1) : whole;
}
