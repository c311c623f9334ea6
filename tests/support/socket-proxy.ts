// Stands between a client and the engine's socket, to cut, hold or end their connections.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { Transform } from 'node:stream';
import { join } from 'node:path';

export interface SocketProxy {
  /** `unix:///…` */
  readonly endpoint: string;
  /** Breaks all connections; new ones are accepted. */
  cut(): void;
  /** New connections get no answer until the returned function is called. */
  hold(): () => void;
  /**
   * Connections that carry a lot stand still once so much more has gone to the engine over them, until they are released; everything else goes on.
   * So an upload is held in its middle, whichever connections it takes, also those of a program that is started meanwhile.
   */
  holdLarge(bytes: number): HeldUpload;
  /** The engine's clock is so much ahead of what it is, ms. */
  shiftClock(ms: number): void;
  /** Nobody listens any more until the returned function is called: as while an engine is restarted. */
  vanish(): Promise<() => Promise<void>>;
  /** Breaks all connections and accepts no more. */
  close(): Promise<void>;
}

export interface HeldUpload {
  /** So much has gone, and the rest stands still. */
  readonly reached: Promise<void>;
  release(): void;
}

/** A connection is large when it has sent more than this, bytes: no question to an engine is. */
const LARGE = 1_048_576;

export async function openSocketProxy(target: string): Promise<SocketProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'minipaas-proxy-'));
  const path = join(directory, 'docker.sock');
  const clients = new Set<Socket>();
  let released = Promise.resolve();
  let aheadMs = 0;
  let held: { left: number; readonly reached: () => void; readonly released: Promise<void> } | null = null;

  const passLarge = async (bytes: number): Promise<void> => {
    if (held === null) return;
    held.left -= bytes;
    if (held.left > 0) return;
    held.reached();
    await held.released;
  };

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.on('error', () => undefined).on('close', () => clients.delete(client));
    void released.then(() => {
      const engine = connect({ path: target, allowHalfOpen: true });
      engine.on('error', () => client.destroy()).on('close', () => client.destroy());
      const gate = largeGate(passLarge);
      client.on('close', () => {
        gate.destroy();
        engine.destroy();
      });
      client
        .pipe(gate)
        .pipe(engine)
        .pipe(shiftedClock(() => aheadMs))
        .pipe(client);
    });
  });
  server.listen(path);
  await once(server, 'listening');

  const cut = (): void => {
    for (const client of clients) {
      client.destroy();
    }
  };
  return {
    endpoint: `unix://${path}`,
    cut,
    hold() {
      const gate = Promise.withResolvers<void>();
      released = gate.promise;
      return gate.resolve;
    },
    holdLarge(bytes) {
      const reached = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      held = { left: bytes, reached: reached.resolve, released: gate.promise };
      return {
        reached: reached.promise,
        release() {
          held = null;
          gate.resolve();
        },
      };
    },
    shiftClock(ms) {
      aheadMs = ms;
    },
    async vanish() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
      return async () => {
        server.listen(path);
        await once(server, 'listening');
      };
    },
    async close() {
      server.close();
      cut();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What goes to the engine over one connection; `pass` is asked for each piece once it is a large one. */
function largeGate(pass: (bytes: number) => Promise<void>): Transform {
  let sent = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      sent += part.length;
      if (sent <= LARGE) done(null, part);
      else void pass(part.length).then(() => done(null, part));
    },
  });
}

const CLOCK = '"SystemTime":"';
const TIME_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/** The time that the engine says of itself, with as many characters as before. What a part of an answer cuts in two is held until the rest is there. */
function shiftedClock(aheadMs: () => number): Transform {
  let held = '';
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      if (aheadMs() === 0 && held === '') {
        done(null, part);
        return;
      }
      const text = held + part.toString('latin1');
      const begun = beginningOf(text);
      const whole = text.slice(0, begun);
      held = text.slice(begun);
      const told = whole.replace(/"SystemTime":"([\d-]+T[\d:]{8})/, (_all, time: string) => {
        const shifted = new Date(Date.parse(`${time}Z`) + aheadMs()).toISOString().slice(0, TIME_LENGTH);
        return `${CLOCK}${shifted}`;
      });
      done(null, Buffer.from(told, 'latin1'));
    },
    flush(done) {
      done(null, Buffer.from(held, 'latin1'));
    },
  });
}

/** Where a time begins that is not whole yet; the end of the text without one. */
function beginningOf(text: string): number {
  const found = text.lastIndexOf(CLOCK);
  if (found !== -1) {
    return found + CLOCK.length + TIME_LENGTH > text.length ? found : text.length;
  }
  for (let length = Math.min(CLOCK.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(CLOCK.slice(0, length))) {
      return text.length - length;
    }
  }
  return text.length;
}
