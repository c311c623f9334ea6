// File names are bytes; programs want text. Python's `surrogateescape` (PEP 383): bytes that are UTF-8 are the text they spell, each
// other byte is the lone surrogate U+DC80 … U+DCFF of its value. Every name goes there and back unchanged.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ESCAPE_BASE = 0xdc00;

export function textOfBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escaped(bytes);
  }
}

function escaped(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(ESCAPE_BASE + (bytes[at] ?? 0));
      at += 1;
    } else {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return text;
}

/** Of the well-formed sequence that begins here (Unicode, table 3-7); 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    return 1;
  }
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) {
    return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) {
    return 0;
  }
  for (let index = 2; index < length; index += 1) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) {
      return 0;
    }
  }
  return length;
}

/** Null for text that stands for no bytes: any other lone surrogate. */
export function bytesOfText(text: string): Buffer | null {
  if (text.isWellFormed()) {
    return Buffer.from(text, 'utf8');
  }
  const pieces: Buffer[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) {
      pieces.push(Buffer.of(code - ESCAPE_BASE));
    } else if (code >= 0xd800 && code <= 0xdfff) {
      return null;
    } else {
      pieces.push(Buffer.from(character, 'utf8'));
    }
  }
  const bytes = Buffer.concat(pieces);
  // Escapes that together spell UTF-8 would come back as another text: two names for one file.
  return textOfBytes(bytes) === text ? bytes : null;
}

/** A part of a URL: `%XX` is a byte, everything else itself. `+` is a space only in a query. Null where a `%` is not followed by two digits. */
export function textOfUrl(part: string, { isQuery }: { readonly isQuery: boolean }): string | null {
  const plain = isQuery ? part.replaceAll('+', ' ') : part;
  if (!plain.includes('%')) {
    return plain;
  }
  if (/%(?![0-9A-Fa-f]{2})/.test(plain)) {
    return null;
  }
  const pieces = plain.split(/((?:%[0-9A-Fa-f]{2})+)/);
  return textOfBytes(
    Buffer.concat(
      pieces.map((piece, index) =>
        index % 2 === 1 ? Buffer.from(piece.replaceAll('%', ''), 'hex') : Buffer.from(piece, 'utf8'),
      ),
    ),
  );
}

/** For URLs: as `encodeURIComponent`, but bytes that are no UTF-8 stay themselves. */
export function urlOfText(text: string): string {
  const bytes = bytesOfText(text);
  if (bytes === null) {
    throw new TypeError('The text stands for no bytes');
  }
  return [...bytes]
    .map((byte) =>
      /[A-Za-z0-9_.!~*'()-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
