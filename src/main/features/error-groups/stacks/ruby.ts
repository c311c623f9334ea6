// Ruby: `app.rb:3:in 'Shop#total': no basket (RuntimeError)`, and Rails, which names the error first.
import { type ErrorHead, frameList, shortPath, type StackFrame, type StackReader, type StackSyntax } from './stack.ts';

const begin = /^(\S+?):\d+:in [`'](.+?)': (.*) \(([A-Z][\w:]*)\)$/;
const from = /^\s+(?:from |\d+: from )(\S+?):\d+:in [`'](.+)'$/;
const bare = /^(?:\[[\w-]+\] )*\s*(\S+\.(?:rb|erb|rake|ru)):\d+:in [`'](.+)'$/;
const rails = /(?:^|\s)([A-Z][\w:]*) \((.*)\):?$/;

export const ruby: StackSyntax = {
  language: 'ruby',
  begin(text) {
    const match = begin.exec(text);
    return match === null
      ? null
      : createReader({ type: match[4] ?? '', message: match[3] ?? '' }, frameOf(match[1] ?? '', match[2] ?? ''));
  },
  adopt(text, head) {
    const match = bare.exec(text) ?? from.exec(text);
    if (match === null) {
      return null;
    }
    const named = rails.exec(head.message);
    const own = head.type === '' && named !== null ? { type: named[1] ?? '', message: named[2] ?? '' } : head;
    return createReader(own, frameOf(match[1] ?? '', match[2] ?? ''));
  },
};

function frameOf(path: string, name: string): StackFrame {
  const isOwn = !/\/gems\/|\/lib\/ruby\/|^<internal:/.test(path);
  return { what: name.replace(/^(?:block|rescue|ensure)(?: \(\d+ levels\))? in /, ''), where: shortPath(path), isOwn };
}

function createReader(head: ErrorHead, first: StackFrame): StackReader {
  const { frames, add } = frameList();
  add(first);
  return {
    take(text) {
      const match = from.exec(text) ?? bare.exec(text);
      if (match !== null) {
        add(frameOf(match[1] ?? '', match[2] ?? ''));
      }
      return match !== null || /^\s+\.\.\. \d+ levels\.\.\.$/.test(text);
    },
    content: () => ({ head, frames }),
  };
}
