// Takes secrets out of output before it is stored or shown, also where a secret is spread over lines: base64 is wrapped,
// keys have several lines, and a line that is too long arrives in pieces.
import { createMultiSearch, type Span } from './multi-search.ts';
import { createFindBeginning } from './secret-beginnings.ts';
import { MIN_SECRET_LENGTH, secretForms } from './secret-forms.ts';

export const MASK = '***';
/** A line of this many characters was probably cut by whoever read it. */
const CUT_LINE_LENGTH = 16_384;
/** At the end of a whole line, so much of a secret is no accident. */
const LONG_BEGINNING = 16;

export interface Masker {
  mask(text: string): string;
  /** Consecutive lines of a log. What came before of the same stream is remembered. */
  maskLines<Line extends MaskableLine>(lines: readonly Line[]): readonly Line[];
  /** From the next line on these are taken out as well, also where they began in a line before. */
  learn(secrets: readonly string[]): void;
}

interface MaskableLine {
  readonly stream: string;
  readonly text: string;
}

interface Remembered {
  /** The end of what came, where it may be the beginning of a secret. */
  readonly open: string;
  /** The last characters, whatever they are. */
  readonly recent: string;
}

const nothing: Remembered = { open: '', recent: '' };
/** Enough of what came before, for a secret that is learnt when half of it was written. */
const REMEMBERED = 256;

export function createMasker(secrets: readonly string[] = []): Masker {
  let forms: readonly string[] = [];
  let search = createMultiSearch([]);
  let findBeginning = createFindBeginning([]);
  const streams = new Map<string, Remembered>();

  function learn(more: readonly string[]): void {
    const all = [...new Set([...forms, ...more.flatMap(secretForms)])];
    if (all.length === forms.length) {
      return;
    }
    forms = all;
    search = createMultiSearch(forms);
    findBeginning = createFindBeginning(forms);
    for (const [stream, { open, recent }] of streams) {
      // What seemed to be nothing may be half of what is known now.
      streams.set(stream, { open: open.length < recent.length ? recent : open, recent });
    }
  }
  learn(secrets);

  function maskStream(texts: readonly string[], stream: string): readonly string[] {
    const { open: before, recent } = streams.get(stream) ?? nothing;
    const joined = before + texts.join('');
    const begins = findBeginning(joined);
    const length = begins < 0 ? 0 : joined.length - begins;
    streams.set(stream, {
      open: joined.slice(joined.length - length),
      recent: lastCharacters(texts, recent, REMEMBERED),
    });
    const enough = (texts.at(-1) ?? '').length >= CUT_LINE_LENGTH ? MIN_SECRET_LENGTH : LONG_BEGINNING;
    const beginning = length < enough ? null : { start: begins, end: joined.length };
    const spans = withBeginning(search(joined), beginning);
    return spans.length === 0 ? texts : cutOut(texts, before.length, spans);
  }

  function maskLines<Line extends MaskableLine>(lines: readonly Line[]): readonly Line[] {
    if (forms.length === 0) {
      return lines;
    }
    const masked = [...lines];
    for (const stream of new Set(lines.map((line) => line.stream))) {
      const indices = lines.flatMap((line, index) => (line.stream === stream ? [index] : []));
      const texts = indices.map((index) => lines[index]?.text ?? '');
      for (const [position, text] of maskStream(texts, stream).entries()) {
        const index = indices[position] ?? 0;
        const line = lines[index];
        if (line !== undefined && line.text !== text) {
          masked[index] = { ...line, text };
        }
      }
    }
    return masked;
  }

  return {
    learn,
    maskLines,
    mask(text) {
      const lines = text.split('\n');
      const spans = search(lines.join(''));
      return spans.length === 0 ? text : cutOut(lines, 0, spans).join('\n');
    },
  };
}

/** The end of a whole secret may be the beginning of another one. */
function withBeginning(spans: readonly Span[], beginning: Span | null): readonly Span[] {
  const last = spans.at(-1);
  if (beginning === null || last === undefined || beginning.start > last.end) {
    return beginning === null ? spans : [...spans, beginning];
  }
  return [...spans.slice(0, -1), { start: Math.min(last.start, beginning.start), end: beginning.end }];
}

/** The texts, of which the first begins at `offset` of the joined text, with the spans of the joined text masked. */
export function cutOut(texts: readonly string[], offset: number, spans: readonly Span[]): readonly string[] {
  let start = offset;
  let next = 0;
  return texts.map((text) => {
    const end = start + text.length;
    let masked = '';
    let position = start;
    if (text === '') {
      return text;
    }
    while (next < spans.length && (spans[next]?.end ?? 0) <= start) {
      next += 1;
    }
    for (let index = next; index < spans.length; index += 1) {
      const span = spans[index];
      if (span === undefined || span.start >= end) {
        break;
      }
      if (span.end > position) {
        masked += text.slice(position - start, Math.max(span.start, position) - start) + MASK;
        position = Math.min(span.end, end);
      }
    }
    masked += text.slice(position - start);
    start = end;
    return masked;
  });
}

function lastCharacters(texts: readonly string[], before: string, count: number): string {
  let tail = '';
  for (let index = texts.length - 1; index >= 0 && tail.length < count; index -= 1) {
    tail = (texts[index] ?? '') + tail;
  }
  return (tail.length < count ? before + tail : tail).slice(-count);
}
