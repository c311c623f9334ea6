// One end of the context bridge, in the page's world or in the preload's. DOM events cross the worlds synchronously and
// their detail is cloned on the way. The page gets this function's source, so that it closes over nothing.

export type BridgeEnd = ReturnType<typeof bridgeEnd>;

type Packed =
  | { k: 'value'; v: unknown }
  | { k: 'function' | 'promise'; id: number }
  | { k: 'array'; v: Packed[] }
  | { k: 'object'; v: [string, Packed][] }
  | { k: 'error'; name: string; message: string };
type Message =
  | { t: 'expose'; key: string; v: Packed }
  | { t: 'call'; id: number; call: number; args: Packed[] }
  | { t: 'return'; call: number; ok: boolean; v: Packed }
  | { t: 'settle'; id: number; ok: boolean; v: Packed };

export function bridgeEnd(me: string, other: string) {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, (message: { ok: boolean; v: Packed }) => void>();
  const returns = new Map<number, { ok: boolean; v: Packed }>();
  let last = 0;

  const fire = (message: Message): void => {
    window.dispatchEvent(new CustomEvent(`electron-bridge-${other}`, { detail: message }));
  };

  const pack = (value: unknown): Packed => {
    if (typeof value === 'function') {
      last += 1;
      functions.set(last, value as (...args: unknown[]) => unknown);
      return { k: 'function', id: last };
    }
    if (typeof value === 'symbol') throw new Error('contextBridge: a symbol cannot cross');
    if (value instanceof Promise) {
      last += 1;
      const id = last;
      const settle = (ok: boolean) => (result: unknown) => fire({ t: 'settle', id, ok, v: pack(result) });
      value.then(settle(true), settle(false));
      return { k: 'promise', id };
    }
    if (Array.isArray(value)) return { k: 'array', v: value.map(pack) };
    if (value instanceof Error) return { k: 'error', name: value.name, message: value.message };
    const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
    if (prototype === Object.prototype || prototype === null) {
      return { k: 'object', v: Object.entries(value as object).map(([key, member]) => [key, pack(member)]) };
    }
    return { k: 'value', v: value };
  };

  const unpack = (packed: Packed): unknown => {
    switch (packed.k) {
      case 'function':
        return (...args: unknown[]) => call(packed.id, args);
      case 'promise':
        return new Promise((resolve, reject) => {
          promises.set(packed.id, ({ ok, v }) => {
            promises.delete(packed.id);
            (ok ? resolve : reject)(unpack(v));
          });
        });
      case 'array':
        return packed.v.map(unpack);
      case 'object':
        return Object.freeze(Object.fromEntries(packed.v.map(([key, member]) => [key, unpack(member)])));
      case 'error':
        return Object.assign(new Error(packed.message), { name: packed.name });
      default:
        return packed.v;
    }
  };

  const call = (id: number, args: unknown[]): unknown => {
    last += 1;
    const number = last;
    fire({ t: 'call', id, call: number, args: args.map(pack) });
    const answer = returns.get(number);
    returns.delete(number);
    if (answer === undefined) throw new Error('contextBridge: no answer');
    const value = unpack(answer.v);
    if (!answer.ok) throw value;
    return value;
  };

  const answer = (message: Extract<Message, { t: 'call' }>): void => {
    let ok = true;
    let v: Packed;
    try {
      v = pack(functions.get(message.id)?.(...message.args.map(unpack)));
    } catch (error) {
      ok = false;
      v = pack(error);
    }
    fire({ t: 'return', call: message.call, ok, v });
  };

  window.addEventListener(`electron-bridge-${me}`, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.t === 'expose') {
      Object.defineProperty(window, message.key, { value: unpack(message.v), enumerable: true });
    } else if (message.t === 'settle') promises.get(message.id)?.(message);
    else if (message.t === 'return') returns.set(message.call, message);
    else answer(message);
  });

  return {
    expose(key: string, value: unknown): void {
      if (key in window)
        throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
      fire({ t: 'expose', key, v: pack(value) });
    },
  };
}
