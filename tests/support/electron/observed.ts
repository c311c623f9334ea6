// What the program did, for the test that drives it: a snapshot goes out after each turn in which something changed.
import type { ObservedMenu, Observed } from './messages.ts';

interface Observable {
  readonly windows: () => Observed['windows'];
  readonly tray: () => Observed['tray'];
}

const record = {
  notifications: [] as Observed['notifications'],
  dialogs: [] as Observed['dialogs'],
  opened: [] as string[],
  menu: null as ObservedMenu | null,
  downloads: [] as string[],
};
let observable: Observable = { windows: () => [], tray: () => null };
let isScheduled = false;

export function observe(parts: Partial<Observable>): void {
  observable = { ...observable, ...parts };
}

export function recorded(change: (into: typeof record) => void): void {
  change(record);
  changed();
}

/** Tells the test, once for all changes of this turn. */
export function changed(): void {
  if (isScheduled || process.send === undefined) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    if (process.connected) process.send?.({ observed: snapshot() });
  });
}

export function snapshot(): Observed {
  return { ...record, windows: observable.windows(), tray: observable.tray() };
}
