// Git redraws its progress with carriage returns, many times a second. A kept log needs whole lines and a few steps.

const STEP_PERCENT = 25;
/** Nothing git says for people is longer; a server's own output may be. */
const MAX_LINE = 4096;

export interface LineReader {
  push(chunk: string): void;
  /** Hands over what came last without a line's end. */
  end(): void;
}

export function createLineReader(onLine: (text: string) => void): LineReader {
  let rest = '';
  let lastStep = '';
  const finish = (text: string) => {
    const line = text.trimEnd().slice(0, MAX_LINE);
    if (line !== '') onLine(line);
  };
  const redraw = (text: string) => {
    const match = /^(?<phase>.*?):\s+(?<percent>\d{1,3})%/.exec(text);
    if (match?.groups === undefined) return;
    const step = Math.floor(Number(match.groups['percent']) / STEP_PERCENT);
    const key = `${match.groups['phase']} ${step}`;
    // The first and the last step are said by the line before and the final line.
    if (step === 0 || step * STEP_PERCENT >= 100 || key === lastStep) return;
    lastStep = key;
    finish(text);
  };
  return {
    push(chunk) {
      rest += chunk;
      for (;;) {
        const at = rest.search(/[\r\n]/);
        if (at === -1) break;
        const isRedraw = rest[at] === '\r' && rest[at + 1] !== '\n';
        // A carriage return at the very end may be the first half of a line's end: wait for what follows.
        if (rest[at] === '\r' && at === rest.length - 1) break;
        const text = rest.slice(0, at);
        rest = rest.slice(at + 1);
        if (isRedraw) redraw(text);
        else finish(text);
      }
      if (rest.length > MAX_LINE) {
        finish(rest);
        rest = '';
      }
    },
    end() {
      finish(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}
