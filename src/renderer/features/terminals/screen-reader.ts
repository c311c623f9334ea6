/** Whether terminals keep their text for screen readers, which makes them slower: kept in the browser, because it belongs to this person and screen. */
const KEY = 'minipaas.terminal-screen-reader';

export const readsAloud = (): boolean => localStorage.getItem(KEY) === 'on';

export const setReadsAloud = (isOn: boolean): void => localStorage.setItem(KEY, isOn ? 'on' : 'off');
