// Bytes of a `.env` file as text, or why they are none: wherever a file is read, before it is sent.

/** Of the text that an import takes, in characters. */
export const MAX_ENV_TEXT = 1_048_576;

/** Stands in a text that is edited for the value that is stored and not shown. */
export const envPlaceholder = '••••••••';

export type EnvFile =
  | { readonly kind: 'text'; readonly text: string }
  /** A sentence for a person, and what to do. */
  | { readonly kind: 'refused'; readonly problem: string; readonly hint: string };

/**
 * UTF-8, with or without a byte order mark, of a megabyte at most; everything else would come out as other values.
 * `decodeUtf8`: the platform’s, throwing for what is none.
 */
export function readEnvFile(bytes: Uint8Array, decodeUtf8: (bytes: Uint8Array) => string): EnvFile {
  const encoding = otherEncoding(bytes);
  if (encoding !== null) {
    return refuse(`the file is ${encoding}`, 'Save it as UTF-8 and choose it again.');
  }
  // Four bytes a character at most.
  if (bytes.byteLength > 4 * MAX_ENV_TEXT) {
    return tooLong(bytes.byteLength);
  }
  try {
    const text = decodeUtf8(bytes);
    return text.length > MAX_ENV_TEXT ? tooLong(text.length) : { kind: 'text', text };
  } catch {
    // The decoder says no more than that.
    return refuse('the file is not UTF-8', 'Save it as UTF-8 and choose it again.');
  }
}

/** How many bytes at its beginning tell what a file is. */
const LOOKED_AT = 4096;

function otherEncoding(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'UTF-16';
  }
  const head = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) {
      zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    }
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) {
    return null;
  }
  // Latin text in UTF-16 has a zero in every second byte.
  const isRegular = Math.max(even, odd) > head.length / 4 && Math.min(even, odd) === 0;
  return isRegular ? 'UTF-16 without a byte order mark' : 'not a text: it has zero bytes';
}

function tooLong(length: number): EnvFile {
  return refuse(
    `the file has ${length.toLocaleString('en')} characters, and ${MAX_ENV_TEXT.toLocaleString('en')} are the most`,
    'A .env file of that size is probably another file.',
  );
}

const refuse = (problem: string, hint: string): EnvFile => ({ kind: 'refused', problem, hint });
