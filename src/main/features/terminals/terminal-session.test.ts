import { describe, expect, it } from 'vitest';
import { handClock, handShell } from '../../../../tests/support/terminal-shell.ts';
import { IDLE_MS, openTerminalSession, UNWATCHED_MS } from './terminal-session.ts';

const noSignal = new AbortController().signal;
const soon = () => new Promise(setImmediate);

function fixture() {
  const hand = handShell();
  const clock = handClock();
  const session = openTerminalSession({ shell: hand.shell, clock });
  const read = (after = 0, waitMs = 0, signal = noSignal) => session.read({ after, maxChars: 65_536, waitMs }, signal);
  return { ...hand, clock, session, read };
}

describe('a terminal', () => {
  it('gives what is there at once, and waits for what is not', async () => {
    const { say, read } = fixture();
    say('hello');
    await soon();
    expect(await read()).toEqual({ text: 'hello', next: 5, isCut: false, end: null });
    const waiting = read(5, 20_000);
    say(' again');
    expect(await waiting).toMatchObject({ text: ' again', next: 11 });
  });

  it('answers with nothing when the wait is over, and stops when its reader goes', async () => {
    const { read, clock } = fixture();
    const waiting = read(0, 20_000);
    await clock.pass(20_000);
    expect(await waiting).toEqual({ text: '', next: 0, isCut: false, end: null });
    const stop = new AbortController();
    const left = read(0, 20_000, stop.signal);
    stop.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
  });

  it('puts characters together that come in parts', async () => {
    const { say, read } = fixture();
    const bytes = Buffer.from('é😀');
    for (const byte of bytes) {
      say(Buffer.from([byte]));
    }
    await soon();
    await soon();
    expect((await read()).text).toBe('é😀');
  });

  it('takes no more from a shell than somebody reads', async () => {
    const { say, read, shell } = fixture();
    let written = 0;
    while (say('x'.repeat(16_384))) {
      written += 1;
      await soon();
      expect(written).toBeLessThan(64);
    }
    for (let after = 0, length = 0; length < written * 16_384; ) {
      const { text, next } = await read(after);
      length += text.length;
      after = next;
      await soon();
    }
    expect(shell.stream.readableLength).toBe(0);
  });

  it('says how the shell ended, after all that it said', async () => {
    const { say, finish, session, read } = fixture();
    say('bye');
    finish({ reason: 'exited', exitCode: 2 });
    const end = await session.ended;
    expect(end).toEqual({ reason: 'exited', exitCode: 2, message: 'The shell ended with code 2.' });
    expect(await session.read({ after: 0, maxChars: 2, waitMs: 0 }, noSignal)).toMatchObject({ text: 'by', end: null });
    expect(await read(2)).toEqual({ text: 'e', next: 3, isCut: false, end });
    await expect(session.write('ls', noSignal)).rejects.toMatchObject({ code: 'TERMINAL_ENDED' });
  });

  it('is lost with its connection, and what may go on is ended', async () => {
    const { cut, session, ends } = fixture();
    cut();
    expect(await session.ended).toMatchObject({ reason: 'lost' });
    await soon();
    expect(ends()).toBe(1);
  });

  it('holds whoever types back while nothing is taken', async () => {
    const { session, stall, typed } = fixture();
    const go = stall();
    let isDone = false;
    const writing = session.write('a long line', noSignal).then(() => {
      isDone = true;
    });
    await soon();
    expect([typed, isDone]).toEqual([['a long line'], false]);
    go();
    await writing;
    const stop = new AbortController();
    stall();
    const left = session.write('another line', stop.signal);
    stop.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
  });

  it('is closed when nobody reads it any more, however much it says', async () => {
    const { clock, session, read, say, ends } = fixture();
    await clock.pass(UNWATCHED_MS - 5_000);
    await read();
    await clock.pass(UNWATCHED_MS - 5_000);
    say('still here');
    expect(session.end).toBeNull();
    await clock.pass(10_000);
    expect(session.end).toMatchObject({ reason: 'unwatched' });
    expect(ends()).toBe(1);
  });

  it('is closed when nothing happens in it, although somebody looks', async () => {
    const { clock, session, read } = fixture();
    const look = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 20_000) {
        const waiting = read(0, 20_000);
        await clock.pass(20_000);
        await waiting;
      }
    };
    await look(IDLE_MS - 60_000);
    await session.write('x', noSignal);
    await look(IDLE_MS - 60_000);
    expect(session.end).toBeNull();
    await look(120_000);
    expect(session.end).toMatchObject({ reason: 'idle', message: expect.stringContaining('30 minutes') as string });
  });

  it('is closed once, and wakes who waits', async () => {
    const { session, read, ends, shell } = fixture();
    const waiting = read(0, 20_000);
    await session.close();
    expect((await waiting).end).toMatchObject({ reason: 'closed' });
    expect([ends(), shell.stream.destroyed]).toEqual([1, true]);
    await session.resize({ columns: 10, rows: 10 });
  });
});
