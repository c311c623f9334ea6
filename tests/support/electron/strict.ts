/**
 * Whatever is asked for and not here throws by name. A stand-in that answers `undefined` lets a program pass that no
 * real Electron would run.
 */
export function strict<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !PROBED.has(key)) {
        throw new Error(`electron stand-in: ${name}.${key} is not there; add it to tests/support/electron.`);
      }
      return Reflect.get(object, key, receiver) as unknown;
    },
  });
}

/** Asked for by the language and by test tools of any object. */
const PROBED = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', '$$typeof', 'constructor']);
