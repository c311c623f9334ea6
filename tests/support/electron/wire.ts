// What structured clone carries and JSON does not, as JSON. The page gets this very function's source, so that it closes
// over nothing.

export type Wire = ReturnType<typeof makeWire>;
type Json = string | number | boolean | null | Json[] | { $: string; v?: Json };

export function makeWire() {
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };

  const encode = (value: unknown): Json => {
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Map) return { $: 'map', v: [...value].map(encode) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(encode) };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      return { $: 'bytes', v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    }
    return { $: 'object', v: Object.entries(value).map(([key, member]) => [key, encode(member)]) };
  };

  const decode = (value: Json): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(decode);
    const v = value.v as never;
    switch (value.$) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(v);
      case 'bigint':
        return BigInt(v);
      case 'date':
        return new Date(v);
      case 'map':
        return new Map((v as Json[]).map(decode) as [unknown, unknown][]);
      case 'set':
        return new Set((v as Json[]).map(decode));
      case 'error': {
        const [name, message] = v as [string, string];
        return Object.assign(new Error(message), { name });
      }
      case 'buffer':
      case 'bytes': {
        const bytes = Uint8Array.from(atob(v), (character) => character.charCodeAt(0));
        return value.$ === 'buffer' ? bytes.buffer : bytes;
      }
      default:
        return Object.fromEntries((v as [string, Json][]).map(([key, member]) => [key, decode(member)]));
    }
  };

  return { encode, decode };
}
