/**
 * Single keys and sequences (`g p`) that work wherever no text is being typed. What is registered is what the `?` sheet
 * shows, so that the sheet is always true. Single keys can be switched off (WCAG 2.1.4).
 */
import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { createShortcutRegistry, type Shortcut, type ShortcutRegistry } from './shortcut-registry.ts';

const ShortcutContext = createContext<ShortcutRegistry | null>(null);

export function ShortcutProvider({ children }: { readonly children: ReactNode }) {
  const [registry] = useState(() => createShortcutRegistry(readPreference()));
  // Before anything is drawn, here and below: a key that is pressed as soon as a page is seen must not be lost.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || isDialogOpen()) return;
      if (registry.press(event)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [registry]);
  return <ShortcutContext value={registry}>{children}</ShortcutContext>;
}

export function useShortcutRegistry(): ShortcutRegistry {
  const registry = useContext(ShortcutContext);
  if (registry === null) throw new Error('Shortcuts need a ShortcutProvider around them.');
  return registry;
}

/** Registered while the component is shown. Null: none just now. */
export function useShortcut(shortcut: Shortcut | null): void {
  const registry = useShortcutRegistry();
  const latest = useRef(shortcut);
  useLayoutEffect(() => {
    latest.current = shortcut;
  });
  const keys = shortcut?.keys;
  const label = shortcut?.label;
  useLayoutEffect(() => {
    if (keys === undefined || label === undefined) return;
    return registry.add({ keys, label, run: () => latest.current?.run() });
  }, [registry, keys, label]);
}

export function useShortcutList(): readonly Shortcut[] {
  const registry = useShortcutRegistry();
  return useSyncExternalStore(registry.subscribe, registry.list);
}

const PREFERENCE = 'minipaas.single-keys';

export function useSingleKeys(): readonly [isOn: boolean, set: (isOn: boolean) => void] {
  const registry = useShortcutRegistry();
  const isOn = useSyncExternalStore(registry.subscribe, registry.areSingleKeysOn);
  return [
    isOn,
    (next) => {
      localStorage.setItem(PREFERENCE, next ? 'on' : 'off');
      registry.setSingleKeys(next);
    },
  ];
}

function readPreference(): boolean {
  return localStorage.getItem(PREFERENCE) !== 'off';
}

/** What a key would do behind an open dialog, nobody sees. */
function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.metaKey) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="menu"]') !== null
  );
}
