import { describe, expect, it } from 'vitest';
import { createTyping } from './typing.ts';

function fixture() {
  const calls: { readonly text: string; readonly done: PromiseWithResolvers<void> }[] = [];
  const failures: unknown[] = [];
  const typing = createTyping({
    write(text) {
      const done = Promise.withResolvers<void>();
      calls.push({ text, done });
      return done.promise;
    },
    onFailure: (error) => failures.push(error),
  });
  const soon = () => new Promise(setImmediate);
  return { ...typing, calls, failures, soon, texts: () => calls.map(({ text }) => text) };
}

describe('typing', () => {
  it('sends one call at a time, which takes along what was typed meanwhile', async () => {
    const { type, texts, calls, soon } = fixture();
    for (const key of 'exit\r') type(key);
    expect(texts()).toEqual(['e']);
    calls[0]?.done.resolve();
    await soon();
    expect(texts()).toEqual(['e', 'xit\r']);
    calls[1]?.done.resolve();
    await soon();
    type('y');
    expect(texts()).toEqual(['e', 'xit\r', 'y']);
  });

  it('sends what is pasted in pieces that a call may have', async () => {
    const { type, texts, calls, soon } = fixture();
    type('x'.repeat(100_000));
    calls[0]?.done.resolve();
    await soon();
    expect(texts().map(({ length }) => length)).toEqual([65_536, 34_464]);
  });

  it('drops what it could not send: it must not run minutes later', async () => {
    const { type, texts, calls, failures, soon } = fixture();
    type('rm -r ');
    type('old\r');
    calls[0]?.done.reject(new Error('down'));
    await soon();
    expect(failures).toEqual([new Error('down')]);
    type('ls\r');
    expect(texts()).toEqual(['rm -r ', 'ls\r']);
  });
});
