import { type ErrorHead, frameList, type StackFrame, type StackReader } from './stack.ts';

interface CauseSyntax {
  /** The frame that the line is, or null. */
  readonly frameOf: (text: string) => StackFrame | null;
  /** Its first group is the type of what the error was made of. */
  readonly cause: RegExp;
  /** Lines that belong to a stack without being a frame. */
  readonly part: RegExp;
  /** Whether the frames of a cause are told like those of the error itself. */
  readonly hasFramesOfCauses: boolean;
}

/** For languages that name inside a stack what the error was made of. The last one named is what happened. */
export function createCauseReader(head: ErrorHead, first: StackFrame | null, syntax: CauseSyntax): StackReader {
  const { frameOf, cause, part, hasFramesOfCauses } = syntax;
  const { frames, add } = frameList();
  let causeType: string | undefined;
  if (first !== null) {
    add(first);
  }
  return {
    take(text) {
      const next = frameOf(text);
      const named = cause.exec(text)?.[1];
      causeType = named ?? causeType;
      if (next !== null && (hasFramesOfCauses || causeType === undefined)) {
        add(next);
      }
      return next !== null || named !== undefined || part.test(text);
    },
    content: () => ({ head, frames, ...(causeType === undefined ? {} : { causeType }) }),
  };
}
