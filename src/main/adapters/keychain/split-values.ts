// Spreads values over several entries where the keychain's entries are short.
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';

/** What the entry itself holds then; no text that a person or a program enters begins so. */
const head = /^\u0001minipaas-parts (\d+)$/;

export function splitLongValues(keychain: Keychain, maxBytes: number): Keychain {
  const partName = (name: string, number: number): string => `${name} part ${number}`;

  async function countParts(name: string): Promise<number> {
    return Number(head.exec((await keychain.get(name)) ?? '')?.[1] ?? 0);
  }

  async function removeParts(name: string, from: number, to: number): Promise<void> {
    for (let number = from; number <= to; number += 1) {
      await keychain.remove(partName(name, number));
    }
  }

  return {
    async get(name) {
      const value = await keychain.get(name);
      const count = Number(head.exec(value ?? '')?.[1] ?? 0);
      if (count === 0) {
        return value;
      }
      let encoded = '';
      for (let number = 1; number <= count; number += 1) {
        const part = await keychain.get(partName(name, number));
        if (part === null) {
          throw new AppError('SECRET_UNREADABLE', { what: name });
        }
        encoded += part;
      }
      return Buffer.from(encoded, 'base64').toString();
    },
    async set(name, value) {
      const before = await countParts(name);
      if (Buffer.byteLength(value) <= maxBytes) {
        await keychain.set(name, value);
        await removeParts(name, 1, before);
        return;
      }
      // Base64: a part may end anywhere.
      const encoded = Buffer.from(value).toString('base64');
      const count = Math.ceil(encoded.length / maxBytes);
      for (let number = 1; number <= count; number += 1) {
        await keychain.set(partName(name, number), encoded.slice((number - 1) * maxBytes, number * maxBytes));
      }
      await keychain.set(name, `\u0001minipaas-parts ${count}`);
      await removeParts(name, count + 1, before);
    },
    async remove(name) {
      const count = await countParts(name);
      await keychain.remove(name);
      await removeParts(name, 1, count);
    },
  };
}
