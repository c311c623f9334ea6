// pino-roll ships no types; this is what its README documents and we use.
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  interface RollOptions {
    /** Without its extension: the number of the file is put between. */
    readonly file: string;
    readonly extension?: string;
    /** `10m`: ten megabytes. */
    readonly size?: string;
    /** How many old files are kept beside the current one. */
    readonly limit?: { readonly count: number };
    /** Bytes that may wait to be written. */
    readonly maxLength?: number;
  }

  interface RollStream extends EventEmitter {
    write(text: string): boolean;
    end(): void;
  }

  export default function roll(options: RollOptions): Promise<RollStream>;
}
