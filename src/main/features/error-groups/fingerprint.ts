// What makes two errors the same: the type and the application's own functions on the stack, without lines, numbers and ids. Where there is
// no stack, or the type says nothing, the message without what changes in it.
import { createHash } from 'node:crypto';
import { normalise } from './normalise.ts';
import type { StackContent, StackFrame } from './stacks/stack.ts';
import type { ErrorLanguage } from '../../../contract/error-groups.ts';

/** Those nearest to the error: callers farther out are many for one fault. */
const FRAMES = 5;
/** Thrown for anything: the message must tell. */
const anyType =
  /^(?:|Error|Exception|RuntimeError|RuntimeException|StandardError|panic|Traceback|java\.lang\.(?:RuntimeException|Exception|Error)|System\.Exception|\\?Exception|\\?RuntimeException|Fatal error)$/;

export function fingerprintOf(error: StackContent & { readonly language: ErrorLanguage }): string {
  const { head, causeType, language } = error;
  const frames = tellingFrames(error.frames).map(
    ({ what, where }) => `${normalise(what)}@${normalise(withoutHash(where))}`,
  );
  const needsMessage = frames.length === 0 || anyType.test(head.type);
  const parts = [
    frames.length === 0 ? '' : language,
    normalise(head.type),
    causeType === undefined ? '' : normalise(causeType),
    needsMessage ? normalise(head.message) : '',
    ...frames,
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** The innermost function of the application, for a person: `renderBasket (src/basket.ts)`. Null without a stack. */
export function culpritOf(frames: readonly StackFrame[]): string | null {
  const frame = frames.find(({ isOwn }) => isOwn) ?? frames[0];
  if (frame === undefined) {
    return null;
  }
  const { what, where } = frame;
  const text = what === '' ? where : where === '' ? what : `${what} (${where})`;
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function tellingFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  const own = frames.filter(({ isOwn }) => isOwn);
  const telling = own.length > 0 ? own : frames;
  // Of a function that calls itself one is enough, however deep it went.
  const distinct = telling.filter((frame, index) => {
    const before = telling[index - 1];
    return before === undefined || before.what !== frame.what || before.where !== frame.where;
  });
  return distinct.slice(0, FRAMES);
}

/** `index-BxK3j9aQ.js`, `main.3f9c2d1e.js`: the name of a bundle has a hash that each build changes. */
function withoutHash(path: string): string {
  return path.replace(/\?.*$/, '').replace(/[.-](?=[\w-]*\d)[\w-]{8,}(?=\.(?:[cm]?js|css|mjs)$)/, '');
}
