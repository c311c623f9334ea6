// Arguments of scripts that run in a helper. The engine's API carries them in JSON, which has no place for bytes that are not
// UTF-8, so that each is written in plain letters and octal escapes; the scripts read them with `printf %b`.
import { bytesOfText } from '../../../lib/byte-text.ts';

const PLAIN = /[A-Za-z0-9/._-]/;

/** `path`: as `lib/byte-text.ts` spells it. */
export function scriptArgument(path: string): string {
  const bytes = bytesOfText(path);
  if (bytes === null || bytes.includes(0)) {
    throw new TypeError('no file can have this name');
  }
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += PLAIN.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return text;
}

/** For standard input: names that end with a NUL each. */
export function nulList(names: readonly string[]): Buffer {
  return Buffer.concat(
    names.flatMap((name) => {
      const bytes = bytesOfText(name);
      if (bytes === null || bytes.includes(0)) {
        throw new TypeError('no file can have this name');
      }
      return [bytes, Buffer.of(0)];
    }),
  );
}
