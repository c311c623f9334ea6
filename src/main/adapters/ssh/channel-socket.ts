// A stream over an SSH channel that is opened when it is made, as a socket is connected.
//
// A channel of ssh2 itself does not do as a socket: after its connection has died it looks writable for ever and never
// calls back, so that a pool hands it out again and the request hangs; and a pool counts only sockets that it is given at once.
import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

const BUFFER_BYTES = 256 * 1024;

type WriteCallback = (error?: Error | null) => void;

export class ChannelSocket extends Duplex {
  connecting = true;
  #channel: ClientChannel | null = null;
  #isClosed = false;
  #hasEnded = false;
  #pendingWrite: WriteCallback | null = null;
  /** What the far program said on its error output; of a channel without one, nothing. */
  stderr = '';

  constructor(open: () => Promise<ClientChannel>) {
    // A half-closed socket would keep its channel for ever: nobody closes the other half of a hijacked request.
    super({ allowHalfOpen: false, readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES });
    open().then(
      (channel) => this.#attach(channel),
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  #attach(channel: ClientChannel): void {
    this.connecting = false;
    if (this.destroyed) {
      channel.on('error', ignore);
      channel.resume();
      channel.close();
      return;
    }
    this.#channel = channel;
    channel.stderr.on('data', (data: Buffer) => {
      this.stderr = (this.stderr + data.toString()).slice(-MAX_STDERR);
    });
    channel.stderr.on('error', ignore);
    channel.on('data', (data: Buffer) => {
      if (!this.push(data)) {
        channel.pause();
      }
    });
    channel.on('end', () => {
      this.#hasEnded = true;
      this.push(null);
    });
    channel.on('error', (error: Error) => this.destroy(error));
    channel.on('close', () => {
      this.#isClosed = true;
      if (!this.#hasEnded) {
        this.destroy(connectionReset());
      } else if (this.readableEnded) {
        this.destroy();
      } else {
        this.once('end', () => this.destroy());
      }
    });
    this.emit('connect');
  }

  override _read(): void {
    this.#channel?.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#send(data, callback);
  }

  /** Pieces of one moment go as one packet, not as one for each. */
  override _writev(pieces: { readonly chunk: Buffer }[], callback: WriteCallback): void {
    this.#send(Buffer.concat(pieces.map(({ chunk }) => chunk)), callback);
  }

  #send(data: Buffer, callback: WriteCallback): void {
    const channel = this.#channel;
    if (this.#isClosed) {
      callback(connectionReset());
    } else if (channel === null) {
      this.once('connect', () => this.#send(data, callback));
      // Kept so that a socket that never connects does not keep its writer waiting.
      this.#pendingWrite = callback;
    } else {
      this.#pendingWrite = callback;
      channel.write(data, () => {
        if (this.#pendingWrite === callback) {
          this.#pendingWrite = null;
          callback();
        }
      });
    }
  }

  override _final(callback: WriteCallback): void {
    if (this.#channel === null && !this.#isClosed) {
      this.once('connect', () => this._final(callback));
      return;
    }
    if (!this.#isClosed) {
      this.#channel?.end();
    }
    callback();
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    if (this.#channel !== null && !this.#isClosed) {
      this.#channel.resume();
      this.#channel.close();
    }
    const pending = this.#pendingWrite;
    this.#pendingWrite = null;
    pending?.(error ?? connectionReset());
    callback(error);
  }

  // What Node's HTTP client calls on a socket.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  destroySoon(): void {
    if (this.writable) {
      this.end();
    }
    if (this.writableFinished) {
      this.destroy();
    } else {
      this.once('finish', () => this.destroy());
    }
  }
}

const MAX_STDERR = 4096;
const ignore = (): void => undefined;

export function connectionReset(): Error {
  return Object.assign(new Error('The SSH channel was closed'), { code: 'ECONNRESET' });
}
