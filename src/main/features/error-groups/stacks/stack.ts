// What every language's stacks come down to, and what its reader has to offer.
import type { ErrorLanguage } from '../../../../contract/error-groups.ts';

export interface ErrorHead {
  /** Empty where the line names none. */
  readonly type: string;
  readonly message: string;
}

export interface StackFrame {
  /** The function; empty where the language tells only the place. */
  readonly what: string;
  /** The file, or the package where files are not told. Without its line. */
  readonly where: string;
  /** Of the application itself, not of a library or the runtime. */
  readonly isOwn: boolean;
}

export interface StackContent {
  readonly head: ErrorHead;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
  /** The type of what the error was made of, where the stack says so. */
  readonly causeType?: string;
}

/** Reads one error, line by line. */
export interface StackReader {
  /** Whether the line belongs to this error. */
  take(text: string): boolean;
  content(): StackContent;
}

export interface StackSyntax {
  readonly language: ErrorLanguage;
  /** For a line that begins an error of this language and of no other. */
  begin?(text: string): StackReader | null;
  /** For a line of a stack below a head that says nothing of the language. */
  adopt?(text: string, head: ErrorHead): StackReader | null;
}

/** A stack that never ends is cut: what is innermost tells it apart. */
const MAX_FRAMES = 60;

export function frameList() {
  const frames: StackFrame[] = [];
  return {
    frames,
    add(frame: StackFrame): void {
      if (frames.length < MAX_FRAMES) {
        frames.push(frame);
      }
    },
    /** For languages that write the innermost last. */
    addLast(frame: StackFrame): void {
      frames.push(frame);
      if (frames.length > MAX_FRAMES) {
        frames.shift();
      }
    },
  };
}

/** Where images keep applications: the same file in a project of two bases. */
const workFolders =
  /^(?:file:\/\/)?\/(?:app|usr\/src\/app|code|srv|workspace|src|var\/www\/html|home\/[\w.-]+(?:\/app)?)\//;

/** A path as a person names it. */
export function shortPath(path: string): string {
  return path
    .replace(/^(?:webpack-internal:\/\/\/|webpack:\/\/\/?)(?:\([\w-]+\)\/)?(?:\.\/)?/, '')
    .replace(workFolders, '');
}
