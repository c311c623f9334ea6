import { describe, expect, it } from 'vitest';
import { createListenerPreference } from './listener-switch.ts';
import { createPreferences } from './preferences.ts';

function setUp({ isListenerOn = false, fails = false } = {}) {
  const seen: string[] = [];
  const preferences = createPreferences(new Map<string, unknown>([['isListenerOn', isListenerOn]]));
  let url: string | null = null;
  const preference = createListenerPreference({
    listener: {
      get url() {
        return url;
      },
      async start() {
        if (fails) throw new Error('the port is taken');
        url = 'http://127.0.0.1:7070';
      },
      async stop() {
        url = null;
      },
    },
    preferences,
    onChange: () => seen.push('changed'),
    showProblem: (error) => seen.push(String(error)),
    showAddress: (address) => seen.push(address),
  });
  return { seen, preferences, preference };
}

describe('createListenerPreference', () => {
  it('starts as it was left, without a word', async () => {
    const on = setUp({ isListenerOn: true });
    await on.preference.restore();
    expect(on.preference.isOn()).toBe(true);
    expect(on.seen).toEqual(['changed']);

    const off = setUp();
    await off.preference.restore();
    expect(off.preference.isOn()).toBe(false);
  });

  it('remembers and shows the address when it is turned on', async () => {
    const { preference, preferences, seen } = setUp();
    await preference.set(true);
    expect(preferences.get('isListenerOn')).toBe(true);
    expect(seen).toEqual(['changed', 'http://127.0.0.1:7070']);
    await preference.set(false);
    expect(preferences.get('isListenerOn')).toBe(false);
    expect(preference.isOn()).toBe(false);
  });

  it('stays off and says why when it cannot be turned on', async () => {
    const { preference, preferences, seen } = setUp({ fails: true });
    await preference.set(true);
    expect(preferences.get('isListenerOn')).toBe(false);
    expect(seen).toEqual(['Error: the port is taken', 'changed']);
  });

  it('keeps the wish when the port is taken only today', async () => {
    const { preference, preferences, seen } = setUp({ isListenerOn: true, fails: true });
    await preference.restore();
    expect(preferences.get('isListenerOn')).toBe(true);
    expect(seen).toEqual(['Error: the port is taken', 'changed']);
  });
});
