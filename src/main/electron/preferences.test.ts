import { describe, expect, it } from 'vitest';
import { createPreferences } from './preferences.ts';

const over = (values: Record<string, unknown>) => {
  const store = new Map(Object.entries(values));
  return createPreferences(store);
};

describe('createPreferences', () => {
  it('has a default for everything', () => {
    const preferences = over({});
    expect(preferences.get('bounds')).toBeNull();
    expect(preferences.get('isClosedToTray')).toBe(true);
    expect(preferences.get('isListenerOn')).toBe(false);
    expect(preferences.get('areNotificationsOn')).toBe(true);
    expect(preferences.get('theme')).toBe('system');
  });

  it('gives back what was set', () => {
    const preferences = over({});
    preferences.set('theme', 'dark');
    preferences.set('bounds', { x: 1, y: 2, width: 3, height: 4 });
    expect(preferences.get('theme')).toBe('dark');
    expect(preferences.get('bounds')).toEqual({ x: 1, y: 2, width: 3, height: 4 });
  });

  it('falls back value by value when the file was edited by hand', () => {
    const preferences = over({ theme: 'pink', bounds: { x: 'left' }, isListenerOn: true });
    expect(preferences.get('theme')).toBe('system');
    expect(preferences.get('bounds')).toBeNull();
    expect(preferences.get('isListenerOn')).toBe(true);
  });
});
