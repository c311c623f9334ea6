// Secrets that must turn up nowhere, and every way in which a program might write them. Made here and not by the product's own
// code, which a mistake would then be hidden from.

export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** Without the first and last character, which depend on what stands beside it. */
function base64(value: string, before: string): string {
  const bytes = Buffer.from(before + value + 'end');
  const start = Math.ceil((Buffer.byteLength(before) * 4) / 3);
  return bytes.toString('base64').slice(start, start + Math.floor((Buffer.byteLength(value) * 4) / 3) - 1);
}

export function encodingsOf(value: string): Readonly<Record<string, string>> {
  const aligned = ['', 'u', 'us'].map((before) => base64(value, before));
  return {
    raw: value,
    json: JSON.stringify(value).slice(1, -1),
    'json in json': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    url: encodeURIComponent(value),
    form: new URLSearchParams({ v: value }).toString().slice(2),
    ...Object.fromEntries(aligned.map((text, offset) => [`base64 at ${offset}`, text])),
    ...Object.fromEntries(
      aligned.map((text, offset) => [`base64url at ${offset}`, text.replaceAll('+', '-').replaceAll('/', '_')]),
    ),
  };
}

/** What is found, as `where: name (encoding)`. */
export function findCanaries(where: string, content: Buffer | string, canaries: readonly Canary[]): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return canaries.flatMap(({ name, value }) =>
    Object.entries(encodingsOf(value)).flatMap(([encoding, text]) =>
      bytes.includes(text) ? [`${where}: ${name} (${encoding})`] : [],
    ),
  );
}
