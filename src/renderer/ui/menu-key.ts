/** Where a key leads in an open menu: to the entry of this number, out of the menu, or nowhere. */
export function menuKey(key: string, at: number, labels: readonly string[]): number | 'close' | null {
  const count = labels.length;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Escape':
    case 'Tab':
      return 'close';
    default:
      return key.length === 1 && key !== ' ' ? nextWithLetter(key.toLowerCase(), at, labels) : null;
  }
}

function nextWithLetter(letter: string, at: number, labels: readonly string[]): number | null {
  const order = labels.map((_, index) => (at + 1 + index) % labels.length);
  return order.find((index) => labels[index]?.toLowerCase().startsWith(letter)) ?? null;
}
