// JavaScript and TypeScript, as V8 writes: `    at renderBasket (/app/src/basket.ts:42:11)`.
import { type ErrorHead, frameList, shortPath, type StackFrame, type StackReader, type StackSyntax } from './stack.ts';

const named = /^\s+at (?:async )?(?:new )?(.+?) \((.+?):\d+:\d+\)$/;
const bare = /^\s+at (?:async )?((?:\/|\w:\\|file:|node:|webpack|https?:|\.).*?):\d+:\d+$/;
const placeless = /^\s+at (?:async )?(?:new )?(.+?) \((native|<anonymous>|index \d+)\)$/;
/** A cause, and the fields of an error as `console.error` prints them: no frames of it. */
const cause = /^\s*\[?(?:cause|errors)\]?: /;

export const javascript: StackSyntax = {
  language: 'javascript',
  adopt(text, head) {
    const frame = frameOf(text);
    return frame === null ? null : createReader(head, frame);
  },
};

function frameOf(text: string): StackFrame | null {
  const withName = named.exec(text) ?? placeless.exec(text);
  const what = withName?.[1] ?? '';
  const where = withName?.[2] ?? bare.exec(text)?.[1];
  if (where === undefined) {
    return null;
  }
  const isOwn = !/^node:|^native$|^<anonymous>$|^index |node_modules[/\\]|^internal\//.test(where);
  return { what: what.replace(/^Object\.<anonymous>$/, ''), where: shortPath(where), isOwn };
}

function createReader(head: ErrorHead, first: StackFrame): StackReader {
  const { frames, add } = frameList();
  let isInCause = false;
  add(first);
  return {
    take(text) {
      const frame = frameOf(text);
      if (frame !== null && !isInCause) {
        add(frame);
      }
      isInCause ||= cause.test(text);
      return (
        frame !== null || (isInCause && /^\s/.test(text)) || /^\s+(?:\.\.\. \d+ |\w+: |\[\w+\]: |[}\]])|^}$/.test(text)
      );
    },
    content: () => ({ head, frames }),
  };
}
