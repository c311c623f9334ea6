// What miniPaaS says of itself (sentences of errors, findings, states) leaves without the secrets it knows. Names and values that a
// person entered leave as they are: they are what was asked for.
import type { ErrorBody } from '../../contract/errors.ts';

type Mask = (text: string) => string;

/** Fields that hold a sentence, which may have been made of what another program said. */
const sentences = new Set([
  'message',
  'hint',
  'reason',
  'problem',
  'details',
  'errorMessage',
  'errorHint',
  'explanation',
]);

export function cleanBody(body: ErrorBody, mask: Mask): ErrorBody {
  return cleanSentences(body, mask);
}

/** The same value where there is nothing to mask. */
export function cleanSentences<T>(value: T, mask: Mask): T {
  return clean(value, mask, false) as T;
}

function clean(value: unknown, mask: Mask, isSentence: boolean): unknown {
  if (typeof value === 'string') {
    return isSentence ? mask(value) : value;
  }
  if (Array.isArray(value)) {
    return cleanItems(value, mask, isSentence);
  }
  if (!isPlain(value)) {
    return value;
  }
  let copy: Record<string, unknown> | null = null;
  for (const key in value) {
    const item = value[key];
    const cleaned = clean(item, mask, isSentence || sentences.has(key));
    if (cleaned !== item) {
      copy ??= { ...value };
      copy[key] = cleaned;
    }
  }
  return copy ?? value;
}

/** Lists of files are long, and hold no sentence: nothing is made anew for them. */
function cleanItems(items: readonly unknown[], mask: Mask, isSentence: boolean): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (const [index, item] of items.entries()) {
    const cleaned = clean(item, mask, isSentence);
    if (cleaned !== item) {
      copy ??= [...items];
      copy[index] = cleaned;
    }
  }
  return copy ?? items;
}

/** Streams and files pass. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
