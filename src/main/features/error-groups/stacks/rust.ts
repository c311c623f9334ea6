// Rust: `thread 'main' panicked at src/main.rs:4:5:`, its message below, and a backtrace if it was asked for.
import { type ErrorHead, frameList, shortPath, type StackReader, type StackSyntax } from './stack.ts';

/** Before 1.73 the message stood in quotes before the place. */
const begin = /^thread '[^']*'(?: \(\d+\))? panicked at (?:'(.*)', )?([^\s:]+\.rs):\d+:\d+:?$/;
const frame = /^\s*\d+: +(?:0x[0-9a-f]+ - )?(.+)$/;
const place = /^\s+at (\S+?):\d+(?::\d+)?$/;
const part = /^stack backtrace:$|^note: /;
const runtime =
  /^(?:std|core|alloc|tokio|rayon)::|^<(?:core|std|alloc|tokio)::|^rust_begin_unwind|^__rust|^_start|^main$|^__libc|^<unknown>/;

export const rust: StackSyntax = {
  language: 'rust',
  begin(text) {
    const match = begin.exec(text);
    return match === null ? null : createReader(match[1], match[2] ?? '');
  },
};

function createReader(quoted: string | undefined, file: string): StackReader {
  const { frames, add } = frameList();
  let message = quoted ?? '';
  let isMessageRead = quoted !== undefined;
  let called = '';
  return {
    take(text) {
      if (part.test(text)) {
        isMessageRead = true;
        return true;
      }
      if (!isMessageRead) {
        message = message === '' ? text : message;
        isMessageRead = true;
        return true;
      }
      const at = place.exec(text)?.[1];
      if (at !== undefined) {
        add({
          what: called,
          where: shortPath(at.replace(/^\.\//, '')),
          isOwn: !runtime.test(called) && !/\/rustc\/|\/\.cargo\//.test(at),
        });
        return true;
      }
      const name = frame.exec(text)?.[1];
      called = (name ?? called).replace(/::h[0-9a-f]{16}$/, '');
      return name !== undefined;
    },
    content() {
      const head: ErrorHead = { type: 'panic', message };
      const isOwnKnown = frames.some(({ isOwn }) => isOwn);
      return { head, frames: isOwnKnown ? frames : [{ what: '', where: shortPath(file), isOwn: true }, ...frames] };
    },
  };
}
