// What a field is called says whether it holds a secret: in a log line, in the body of a call, in an entry of the keychain.

const secret =
  /pass(word|phrase|wd)|secret|token|authorization|cookie|private_?key|api_?key|access_?key|data_?key|credential|^(value|pwd|auth)$/i;
/** `privateKeyPath`, `accessKeyId`, `tokenFile`: they say where or which, not what. */
const telling = /(path|file|id|ids|name|names|kind)$/i;

export const isSensitiveKey = (key: string): boolean => secret.test(key) && !telling.test(key);

const MAX_DEPTH = 6;

/**
 * The texts of fields with such a name, at any depth. A `value` is left out: it is one beside a variable that is no secret,
 * too, and who seals values knows better.
 */
export function secretsIn(data: unknown, depth = 0): readonly string[] {
  if (typeof data !== 'object' || data === null || depth > MAX_DEPTH) {
    return [];
  }
  return Object.entries(data).flatMap(([key, item]) => {
    if (typeof item !== 'string') {
      return secretsIn(item, depth + 1);
    }
    return isSensitiveKey(key) && key !== 'value' ? [item] : [];
  });
}

/** An entry of the keychain is a secret as it stands, or JSON with secrets in it. */
export function secretsOfEntry(entry: string): readonly string[] {
  try {
    const data: unknown = JSON.parse(entry);
    return typeof data === 'object' && data !== null ? secretsIn(data) : [entry];
  } catch {
    return [entry];
  }
}
