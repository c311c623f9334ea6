export interface Shortcut {
  /** `n`, `?`, `g p` (one after the other), `Mod+K` (Ctrl, or Command on a Mac). */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

/** The parts of a key event that count. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly timeStamp: number;
}

export interface ShortcutRegistry {
  readonly add: (shortcut: Shortcut) => () => void;
  /** True when the key belonged to a shortcut. */
  readonly press: (event: KeyPress) => boolean;
  readonly list: () => readonly Shortcut[];
  readonly subscribe: (listener: () => void) => () => void;
  readonly areSingleKeysOn: () => boolean;
  readonly setSingleKeys: (isOn: boolean) => void;
}

/** Milliseconds between the two keys of a sequence. */
const SEQUENCE_MS = 1_500;

/** The last one registered for the same keys wins: a page may take over a key of the frame. */
export function createShortcutRegistry(isOnAtFirst: boolean): ShortcutRegistry {
  let shortcuts: readonly Shortcut[] = [];
  let areSingleKeysOn = isOnAtFirst;
  let pending: { readonly key: string; readonly at: number } | null = null;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };
  const find = (keys: string) => shortcuts.findLast((shortcut) => shortcut.keys === keys);

  return {
    add(shortcut) {
      shortcuts = [...shortcuts, shortcut];
      changed();
      return () => {
        shortcuts = shortcuts.filter((other) => other !== shortcut);
        changed();
      };
    },
    press(event) {
      const keys = nameOf(event);
      if (keys === null) return false;
      if (!keys.startsWith('Mod+') && !areSingleKeysOn) return false;
      const first = pending !== null && event.timeStamp - pending.at < SEQUENCE_MS ? pending.key : null;
      pending = null;
      const shortcut = (first === null ? undefined : find(`${first} ${keys}`)) ?? find(keys);
      if (shortcut !== undefined) {
        shortcut.run();
        return true;
      }
      if (!shortcuts.some((other) => other.keys.startsWith(`${keys} `))) return false;
      pending = { key: keys, at: event.timeStamp };
      return true;
    },
    list: () => shortcuts,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    areSingleKeysOn: () => areSingleKeysOn,
    setSingleKeys(isOn) {
      areSingleKeysOn = isOn;
      changed();
    },
  };
}

function nameOf({ key, ctrlKey, metaKey, altKey }: KeyPress): string | null {
  if (altKey || key.length !== 1) return null;
  return ctrlKey || metaKey ? `Mod+${key.toUpperCase()}` : key;
}
