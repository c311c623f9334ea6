// C# and F#: `   at Shop.Basket.Total(Int32 id) in /src/Basket.cs:line 42`.
import { createCauseReader } from './cause-reader.ts';
import { type ErrorHead, shortPath, type StackFrame, type StackSyntax } from './stack.ts';

const begin = /Unhandled exception\. ([\w.`+]+)(?:: (.*))?$/;
const frame = /^\s+at ([\w.<>`+[\],|$]+\(.*?\))(?: in (.+?):line \d+)?$/;
const inner = /^\s*---> ?(?:\(Inner Exception #\d+\) )?([\w.`+]+)(?:: |$)/;
const part = /^\s+--- End of |^--- End of /;

export const dotnet: StackSyntax = {
  language: 'dotnet',
  begin(text) {
    const match = begin.exec(text);
    return match === null ? null : createReader({ type: match[1] ?? '', message: match[2] ?? '' }, null);
  },
  adopt(text, head) {
    const first = frameOf(text);
    return first === null ? null : createReader(head, first);
  },
};

function frameOf(text: string): StackFrame | null {
  const match = frame.exec(text);
  if (match === null) {
    return null;
  }
  const [, signature = '', file = ''] = match;
  // Without its parameters, and as a person wrote it: the compiler's names of closures and state machines are numbered.
  const what = signature
    .replace(/\(.*$/, '')
    .replace(/\.?<(\w*)>[bdg]__[\w|]*(?:\.MoveNext)?/g, '.$1')
    .replace(/<>c(?:__DisplayClass[\d_]+)?/, '');
  return { what, where: shortPath(file), isOwn: !/^(?:System|Microsoft|Npgsql|Newtonsoft|lambda_method)\b/.test(what) };
}

const createReader = (head: ErrorHead, first: StackFrame | null) =>
  createCauseReader(head, first, { frameOf, cause: inner, part, hasFramesOfCauses: true });
