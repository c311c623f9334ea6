import { useRef } from 'react';

/** Letters typed further apart than this begin anew (milliseconds). */
const PAUSE_MS = 900;

interface TypedText {
  /** Returns all that was typed without a pause. */
  readonly add: (letter: string) => string;
  readonly isRecent: () => boolean;
  /** Something else was done: what is typed next begins anew. */
  readonly clear: () => void;
}

/** What is being typed at a list, to be found in it. */
export function useTypedText(): TypedText {
  const typed = useRef({ text: '', at: -PAUSE_MS });
  const isRecent = () => typed.current.text !== '' && performance.now() - typed.current.at < PAUSE_MS;
  return {
    isRecent,
    clear: () => {
      typed.current = { text: '', at: 0 };
    },
    add(letter) {
      typed.current = { text: (isRecent() ? typed.current.text : '') + letter, at: performance.now() };
      return typed.current.text;
    },
  };
}
