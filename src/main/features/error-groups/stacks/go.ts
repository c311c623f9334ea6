// Go: a panic, then each goroutine with two lines a frame. The first goroutine is the one that panicked.
import { type ErrorHead, frameList, shortPath, type StackReader, type StackSyntax } from './stack.ts';

const begins = [
  /^panic: (.*?)(?: \[recovered\](?:, repanicked)?)?$/,
  /^fatal error: (.*)$/,
  /http: panic serving [^ ]+: (.*)$/,
] as const;
const goroutine = /^goroutine \d+ .*:$/;
const call = /^(?:created by )?[\w/]\S*\.\S+(?:\(.*\)| in goroutine \d+)?$/;
const place = /^\s+(\S+\.(?:go|s)):\d+(?: \+0x[0-9a-f]+)?$/;
const part = /^\[signal |^exit status \d+$|^\s*panic: |^runtime stack:$|^\t\.\.\.|^\.\.\.\d+ frames elided/;

export const go: StackSyntax = {
  language: 'go',
  begin(text) {
    for (const begin of begins) {
      const match = begin.exec(text);
      if (match !== null) {
        return createReader(headOf(match[1] ?? ''));
      }
    }
    return null;
  },
};

function headOf(message: string): ErrorHead {
  const isRuntime = message.startsWith('runtime error: ');
  return { type: isRuntime ? 'runtime error' : 'panic', message: isRuntime ? message.slice(15) : message };
}

function createReader(head: ErrorHead): StackReader {
  const { frames, add } = frameList();
  let goroutines = 0;
  let called = '';
  return {
    take(text) {
      if (text === '' || part.test(text)) {
        return true;
      }
      if (goroutine.test(text)) {
        goroutines += 1;
        return true;
      }
      const file = place.exec(text)?.[1];
      if (file !== undefined && goroutines > 0) {
        if (goroutines === 1 && called !== '') {
          add({ what: called, where: shortPath(file), isOwn: isOwn(called, file) });
          called = '';
        }
        return true;
      }
      const isCall = goroutines > 0 && call.test(text);
      called = isCall && !text.startsWith('created by ') ? functionOf(text) : '';
      return isCall;
    },
    content: () => ({ head, frames }),
  };
}

/** `github.com/acme/shop.(*Api).Basket(0x0, …)` → `shop.(*Api).Basket`. */
function functionOf(text: string): string {
  const end = text.endsWith(')') ? text.lastIndexOf('(') : text.length;
  return text.slice(0, end).replace(/^.*\//, '');
}

function isOwn(name: string, file: string): boolean {
  return (
    !/^(?:panic$|runtime[./]|net\/http|http\.|testing\.|sync\.|reflect\.)/.test(name) &&
    !/\/go\/(?:src|pkg\/mod)\/|\/vendor\//.test(file)
  );
}
