import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import { createProjectLocks } from './project-locks.ts';

const [a, b] = [1 as ProjectId, 2 as ProjectId];

describe('project locks', () => {
  it('let one after the other into a project, in the order in which they came', async () => {
    const locks = createProjectLocks();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([locks.run(a, work('first')), locks.run(a, work('second'))])).toEqual(['first', 'second']);
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('do not hold up another project', async () => {
    const locks = createProjectLocks();
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = locks.run(a, () => promise.then(() => 'held'));
    await locks.run(b, async () => resolve());
    expect(await held).toBe('held');
  });

  it('open after a failure', async () => {
    const locks = createProjectLocks();
    const failed = locks.run(a, () => Promise.reject(new Error('no')));
    const next = locks.run(a, async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
