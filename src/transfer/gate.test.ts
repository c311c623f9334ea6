import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

const never = new AbortController().signal;

it('lets in as many as there are places, then one for each that leaves, in order', async () => {
  const gate = createGate(2);
  const [first, second] = [await gate.enter(never), await gate.enter(never)];
  const entered: string[] = [];
  const third = gate.enter(never).then((leave) => (entered.push('third'), leave));
  const fourth = gate.enter(never).then((leave) => (entered.push('fourth'), leave));
  first();
  await third;
  expect(entered).toEqual(['third']);
  first();
  second();
  await fourth;
  expect(entered).toEqual(['third', 'fourth']);
});

it('forgets who gave up waiting', async () => {
  const gate = createGate(1);
  const leave = await gate.enter(never);
  const stop = new AbortController();
  const given = gate.enter(stop.signal);
  const last = gate.enter(never);
  stop.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  leave();
  await expect(last).resolves.toBeTypeOf('function');
});
