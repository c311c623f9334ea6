/** What is typed, sent in order: one call at a time, which takes along what was typed meanwhile. */
import { MAX_TERMINAL_TEXT } from '../../../contract/terminals.ts';

export interface Typing {
  readonly type: (text: string) => void;
}

interface TypingDeps {
  readonly write: (text: string) => Promise<unknown>;
  /** What was not sent is dropped: typed into a line that is down, it must not run minutes later. */
  readonly onFailure: (error: unknown) => void;
}

export function createTyping({ write, onFailure }: TypingDeps): Typing {
  let waiting = '';
  let isSending = false;

  const send = async () => {
    isSending = true;
    try {
      while (waiting !== '') {
        const text = waiting.slice(0, MAX_TERMINAL_TEXT);
        waiting = waiting.slice(text.length);
        await write(text);
      }
    } catch (error) {
      waiting = '';
      onFailure(error);
    } finally {
      isSending = false;
    }
  };

  return {
    type(text) {
      waiting += text;
      if (!isSending) void send();
    },
  };
}
