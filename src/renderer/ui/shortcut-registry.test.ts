import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createShortcutRegistry, type ShortcutRegistry } from './shortcut-registry.ts';

const key = (name: string, at = 0, extra = {}) => ({
  key: name,
  timeStamp: at,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...extra,
});

describe('shortcut registry', () => {
  let registry: ShortcutRegistry;
  const run = vi.fn();
  beforeEach(() => {
    run.mockReset();
    registry = createShortcutRegistry(true);
  });

  it('runs a single key and says that it was taken', () => {
    registry.add({ keys: 'n', label: 'New project', run });
    expect(registry.press(key('n'))).toBe(true);
    expect(registry.press(key('x'))).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs a sequence only in time', () => {
    registry.add({ keys: 'g p', label: 'Projects', run });
    expect(registry.press(key('g', 0))).toBe(true);
    expect(registry.press(key('p', 1_000))).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
    registry.press(key('g', 10_000));
    expect(registry.press(key('p', 12_000))).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('knows Ctrl and Command as one, and leaves Alt to the system', () => {
    registry.add({ keys: 'Mod+K', label: 'Go to', run });
    expect(registry.press(key('k', 0, { ctrlKey: true }))).toBe(true);
    expect(registry.press(key('K', 0, { metaKey: true }))).toBe(true);
    expect(registry.press(key('k', 0, { altKey: true }))).toBe(false);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('gives a key to whoever asked last, and back when that one leaves', () => {
    const first = vi.fn();
    registry.add({ keys: '/', label: 'Search projects', run: first });
    const leave = registry.add({ keys: '/', label: 'Find', run });
    registry.press(key('/'));
    leave();
    registry.press(key('/'));
    expect([run.mock.calls.length, first.mock.calls.length]).toEqual([1, 1]);
  });

  it('switched off, single keys are nobody’s and combinations still work', () => {
    registry.add({ keys: 'n', label: 'New project', run });
    registry.add({ keys: 'Mod+K', label: 'Go to', run });
    const heard = vi.fn();
    registry.subscribe(heard);
    registry.setSingleKeys(false);
    expect(registry.press(key('n'))).toBe(false);
    expect(registry.press(key('k', 0, { ctrlKey: true }))).toBe(true);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
