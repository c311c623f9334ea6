// Finds errors in the lines of one runtime log: those of one line and those with a stack over many, although the lines of two
// streams, and of the requests that go on beside, stand between them. Pure: lines in, errors out.
import type { LogStream } from '../../../contract/logs.ts';
import { headAbove, headOf, isTelling, isThrown, jsonErrorOf, looksLikeHead } from './heads.ts';
import { languages } from './stacks/languages.ts';
import type { ErrorHead, StackContent, StackReader } from './stacks/stack.ts';
import type { ErrorLanguage } from '../../../contract/error-groups.ts';

export interface SeenLine {
  readonly seq: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly stream: LogStream;
  readonly text: string;
}

export interface SeenError extends StackContent {
  readonly language: ErrorLanguage;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Of its first line. */
  readonly at: number;
  readonly text: string;
}

export interface ErrorDetector {
  /** Errors that are known to have ended. `now` in ms of any clock: of this one, and not of the machine that wrote the lines. */
  push(lines: readonly SeenLine[], now?: number): readonly SeenError[];
  /** What has begun, and got no line since `before`, is taken as it is; without it everything: nothing comes any more. */
  flush(before?: number): readonly SeenError[];
  /** An error has begun that may go on. */
  isWaiting(): boolean;
}

/** Of a line: names and places stand at its beginning, and no pattern should work on a megabyte. */
const LOOK_AT_CHARACTERS = 1_500;
/** Lines of others between two lines of a stack. */
const MAX_STRANGERS = 12;
const MAX_SAMPLE_CHARACTERS = 8_192;
const ansi = /\u001b\[[\d;?]*[A-Za-z]/g;

interface Kept {
  readonly line: SeenLine;
  readonly text: string;
}

interface Open {
  readonly first: SeenLine;
  last: SeenLine;
  head: ErrorHead;
  language: ErrorLanguage;
  /** Null until a line tells the language: an error of one line so far. */
  reader: StackReader | null;
  /** The lines that belong to it, of `MAX_SAMPLE_CHARACTERS` in all. */
  texts: string[];
  length: number;
  strangers: number;
  /** One line, written by a logger: what it logged may follow. */
  readonly isIntroducing: boolean;
  /** An error of one line right before, of which this may be the rest: a logger's message above the stack. */
  intro: Open | null;
}

export function createErrorDetector(): ErrorDetector {
  const [stdout, stderr] = [createStream(), createStream()];
  return {
    push(lines, now = 0) {
      const found: SeenError[] = [];
      for (const line of lines) {
        // What is neither is ours, between the application's.
        if (line.stream === 'stdout') stdout.take(line, now, found);
        else if (line.stream === 'stderr') stderr.take(line, now, found);
      }
      return found;
    },
    flush(before = Number.POSITIVE_INFINITY) {
      const found: SeenError[] = [];
      for (const stream of [stdout, stderr]) stream.closeIfQuiet(before, found);
      return found;
    },
    isWaiting: () => stdout.isOpen() || stderr.isOpen(),
  };
}

function createStream() {
  let open: Open | null = null;
  let openedBy = 0;
  let previous: SeenLine | null = null;
  /** When the open error began or got its last line. */
  let touchedAt = 0;

  function take(line: SeenLine, now: number, found: SeenError[]): void {
    // Nearly every line ends here.
    if (open !== null || isTelling(line.text) || isIndentedFrame(line.text)) {
      look(readable(line), found);
      if (open !== null && open.last.seq !== openedBy) {
        openedBy = open.last.seq;
        touchedAt = now;
      }
    }
    // An empty line says nothing: what stands above it is what a stack may belong to.
    if (line.text.length > 2) previous = line;
  }

  function look(kept: Kept, found: SeenError[]): void {
    const { line, text } = kept;
    if (open?.reader?.take(text) === true) {
      add(open, kept);
      return;
    }
    const begun = begin(kept);
    if (begun !== null) {
      replaceOpen(begun, found);
      return;
    }
    if (adopt(kept, found)) {
      return;
    }
    if (text.charAt(0) === '{') {
      const json = jsonErrorOf(line.text);
      if (json !== null) found.push(fromJson(json.head, json.stack, line));
      passStranger(found);
      return;
    }
    const head = isTelling(text) ? headOf(text) : null;
    if (head !== null) {
      replaceOpen(openWith(kept, head, 'other', null), found);
    } else {
      passStranger(found);
    }
  }

  function passStranger(found: SeenError[]): void {
    if (open === null) return;
    open.strangers += 1;
    if (open.strangers > MAX_STRANGERS) close(found);
  }

  /** A line of a stack below an error of one line, or below a line that nothing was known of. */
  function adopt(kept: Kept, found: SeenError[]): boolean {
    if (open !== null && open.reader !== null) {
      return false;
    }
    const before = previous === null ? null : readable(previous);
    const isNextToOpen = open !== null && (open.strangers === 0 || before === null || !looksLikeHead(before.text));
    const above = isNextToOpen ? null : before;
    const head = isNextToOpen && open !== null ? open.head : above === null ? null : headAbove(above.text);
    if (head === null) {
      return false;
    }
    for (const { language, adopt: adopted } of languages) {
      const reader = adopted?.(kept.text, head) ?? null;
      if (reader === null) continue;
      if (open === null || !isNextToOpen) {
        // The line above is where it begins; what was open introduces it, or was an error of its own.
        const isIntro = open?.isIntroducing === true && above?.line.seq === open.last.seq + 1;
        if (open !== null && !isIntro) found.push(...finished(open));
        open = { ...openWith(above ?? kept, head, language, reader), intro: isIntro ? open : null };
      }
      open.language = language;
      open.reader = reader;
      add(open, kept);
      return true;
    }
    return false;
  }

  function replaceOpen(begun: Open, found: SeenError[]): void {
    const before = open;
    // One after the other in the whole log: what requests beside write on their own stands between.
    if (before?.isIntroducing === true && before.reader === null && begun.first.seq === before.last.seq + 1) {
      // One before that one was an error of its own.
      if (before.intro !== null) found.push(...finished(before.intro));
      open = { ...begun, intro: { ...before, intro: null } };
      return;
    }
    close(found);
    open = begun;
  }

  function close(found: SeenError[]): void {
    if (open !== null) found.push(...finished(open));
    open = null;
  }

  return {
    take,
    closeIfQuiet(before: number, found: SeenError[]): void {
      if (touchedAt <= before) close(found);
    },
    isOpen: () => open !== null,
  };
}

/** Cut to what is looked at, without colours. */
function readable(line: SeenLine): Kept {
  const cut = line.text.length > LOOK_AT_CHARACTERS ? line.text.slice(0, LOOK_AT_CHARACTERS) : line.text;
  return { line, text: cut.includes('\u001b') ? cut.replace(ansi, '') : cut };
}

function begin(kept: Kept): Open | null {
  for (const { language, begin: begun } of languages) {
    const reader = begun?.(kept.text) ?? null;
    if (reader !== null) return openWith(kept, reader.content().head, language, reader);
  }
  return null;
}

/** `    at …`, the only beginning of a stack that may stand below any line. */
function isIndentedFrame(text: string): boolean {
  return (text.charCodeAt(0) === 32 || text.charCodeAt(0) === 9) && /^\s+(?:at|from) \S/.test(text.slice(0, 40));
}

function openWith({ line, text }: Kept, head: ErrorHead, language: ErrorLanguage, reader: StackReader | null): Open {
  return {
    first: line,
    last: line,
    head,
    language,
    reader,
    texts: [text],
    length: text.length,
    strangers: 0,
    isIntroducing: reader === null && !isThrown(text),
    intro: null,
  };
}

function add(open: Open, { line, text }: Kept): void {
  open.last = line;
  open.strangers = 0;
  if (open.length + text.length < MAX_SAMPLE_CHARACTERS) {
    open.texts.push(text);
    open.length += text.length + 1;
  }
}

/** With its introduction as one, where it is more than a line. */
function finished(open: Open): readonly SeenError[] {
  const content = open.reader?.content() ?? { head: open.head, frames: [] };
  const isOne = open.reader !== null && open.intro !== null;
  const intro = isOne ? open.intro : null;
  const before = open.intro === null || isOne ? [] : finished(open.intro);
  const { type, message } = content.head;
  const error: SeenError = {
    ...content,
    // A type alone, and a logger that said more above it.
    head: { type, message: message === '' && intro !== null ? intro.head.message : message },
    language: open.language,
    firstSeq: intro?.first.seq ?? open.first.seq,
    lastSeq: open.last.seq,
    at: intro?.first.at ?? open.first.at,
    text: [...(intro?.texts ?? []), ...open.texts].join('\n'),
  };
  return [...before, error];
}

function fromJson(head: ErrorHead, stack: readonly string[], line: SeenLine): SeenError {
  const inner = stack.length === 0 ? [] : readStack(stack, line);
  // The first of several: what follows are its causes.
  const content = inner[0];
  const type = head.type === '' ? (content?.head.type ?? '') : head.type;
  return {
    head: { type, message: content === undefined || head.message !== '' ? head.message : content.head.message },
    frames: content?.frames ?? [],
    ...(content?.causeType === undefined ? {} : { causeType: content.causeType }),
    language: content?.language ?? 'other',
    firstSeq: line.seq,
    lastSeq: line.seq,
    at: line.at,
    text: line.text.slice(0, MAX_SAMPLE_CHARACTERS),
  };
}

function readStack(stack: readonly string[], line: SeenLine): readonly SeenError[] {
  const detector = createErrorDetector();
  const lines = stack.slice(0, 200).map((text) => ({ ...line, text }));
  return [...detector.push(lines), ...detector.flush()];
}
