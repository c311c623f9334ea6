// pino-roll ships no types; this is what its README documents and we use.
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  interface RollOptions {
    /** Without its extension: the number of the file is put between. */
    readonly file: string;
    readonly extension?: string;
    /** `10m`: ten megabytes. */
    readonly size?: string;
    readonly frequency?: 'daily' | 'hourly';
    /** Put between the name and the number: `yyyy-MM-dd`. */
    readonly dateFormat?: string;
    /** How many files are kept, those of earlier runs too. */
    readonly limit?: { readonly count: number; readonly removeOtherLogFiles?: boolean };
    /** Of new files. */
    readonly mode?: number;
    /** Bytes that may wait to be written. */
    readonly maxLength?: number;
  }

  interface RollStream extends EventEmitter {
    write(text: string): boolean;
    end(): void;
  }

  export default function roll(options: RollOptions): Promise<RollStream>;
}
