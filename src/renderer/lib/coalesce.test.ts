import { expect, it } from 'vitest';
import { createCoalescer } from './coalesce.ts';

it('runs once more for any number of requests that came meanwhile', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const read = createCoalescer<string>(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const done = Promise.all([read('a'), read('a'), read('a'), read('b')]);
  expect(gates).toHaveLength(2);
  for (const gate of gates.slice()) gate.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(gates).toHaveLength(3);
  gates[2]?.resolve();
  await done;
  void read('a');
  expect(gates).toHaveLength(4);
});

it('a failure reaches whoever asked and does not block the next', async () => {
  let calls = 0;
  const read = createCoalescer<number>(() => Promise.reject(new Error(`failed ${(calls += 1)}`)));
  await expect(read(1)).rejects.toThrow('failed 1');
  await expect(read(1)).rejects.toThrow('failed 2');
});
