import type { GridKeyPress } from '../../../ui/grid-key.ts';

export type FileCommand = 'up' | 'rename' | 'remove' | 'cut' | 'copy' | 'paste' | 'newFolder' | 'letGo';

/** What a key means in a list of files besides going through it; null: nothing. */
export function fileKey({ key, ctrlKey, metaKey, altKey, shiftKey }: GridKeyPress): FileCommand | null {
  if (altKey) return key === 'ArrowUp' ? 'up' : null;
  if (ctrlKey || metaKey) {
    if (shiftKey) return key.toLowerCase() === 'n' ? 'newFolder' : null;
    const commands: Readonly<Record<string, FileCommand>> = { x: 'cut', c: 'copy', v: 'paste' };
    return commands[key.toLowerCase()] ?? null;
  }
  switch (key) {
    case 'Backspace':
      return 'up';
    case 'F2':
      return 'rename';
    case 'Delete':
      return 'remove';
    case 'Escape':
      return 'letGo';
    default:
      return null;
  }
}
