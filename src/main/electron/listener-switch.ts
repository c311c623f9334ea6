// The listener as the person set it: remembered, turned on at start, its troubles told.
import type { ListenerSwitch } from './control-plane.ts';
import type { Preferences } from './preferences.ts';

export interface ListenerPreferenceDeps {
  readonly listener: ListenerSwitch;
  readonly preferences: Pick<Preferences, 'get' | 'set'>;
  /** Menu and tray show whether it is on. */
  readonly onChange: () => void;
  readonly showProblem: (error: unknown) => void;
  readonly showAddress: (url: string) => void;
}

export interface ListenerPreference {
  /** As it is now, which after a failed start differs from what the person wants. */
  isOn(): boolean;
  /** At start: as it was left. */
  restore(): Promise<void>;
  set(isOn: boolean): Promise<void>;
}

export function createListenerPreference(deps: ListenerPreferenceDeps): ListenerPreference {
  const { listener, preferences, onChange, showProblem, showAddress } = deps;
  const isOn = (): boolean => listener.url !== null;

  const turn = async (on: boolean): Promise<void> => {
    if (on === isOn()) return;
    try {
      await (on ? listener.start() : listener.stop());
    } catch (error) {
      showProblem(error);
    }
  };

  return {
    isOn,
    async restore() {
      await turn(preferences.get('isListenerOn'));
      onChange();
    },
    async set(on) {
      await turn(on);
      preferences.set('isListenerOn', isOn());
      onChange();
      if (on && listener.url !== null) showAddress(listener.url);
    },
  };
}
