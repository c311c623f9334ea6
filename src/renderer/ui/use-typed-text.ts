import { useRef } from 'react';

/** Letters typed further apart than this begin anew (milliseconds). It is the time of the keys that counts, not when a busy page got to them. */
const PAUSE_MS = 900;

interface TypedText {
  /** Returns all that was typed without a pause. `at`: of the key's event. */
  readonly add: (letter: string, at: number) => string;
  readonly isRecent: (at: number) => boolean;
  /** Something else was done: what is typed next begins anew. */
  readonly clear: () => void;
}

/** What is being typed at a list, to be found in it. */
export function useTypedText(): TypedText {
  const typed = useRef({ text: '', at: -PAUSE_MS });
  const isRecent = (at: number) => typed.current.text !== '' && at - typed.current.at < PAUSE_MS;
  return {
    isRecent,
    clear: () => {
      typed.current = { text: '', at: 0 };
    },
    add(letter, at) {
      typed.current = { text: (isRecent(at) ? typed.current.text : '') + letter, at };
      return typed.current.text;
    },
  };
}
