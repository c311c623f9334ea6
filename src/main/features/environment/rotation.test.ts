import { describe, expect, it } from 'vitest';
import type { EnvVarId } from '../../../contract/ids.ts';
import { caller, id, environmentFixture } from './testing/fixture.ts';

async function withSecret(scope: 'build' | 'run' = 'run') {
  const fixture = environmentFixture();
  const { environment, release } = fixture;
  const secret = await environment.set({ id, key: 'TOKEN', value: 'one', isSecret: true, scope }, caller);
  await environment.set({ id, key: 'PLAIN', value: 'plain', isSecret: false }, caller);
  release();
  return { ...fixture, secretId: secret.id };
}

describe('a rotation', () => {
  it('rolls the release with the one variable, and keeps the former value', async () => {
    const { environment, rolled, secretId, authors } = await withSecret();
    const { variable, applied } = await environment.rotate({ id: secretId, value: 'two' }, caller);
    expect(applied).toEqual({ how: 'rolled', deploymentId: 1 });
    expect(variable).toMatchObject({ key: 'TOKEN', value: null, hasFormer: true, isPending: true });
    expect(variable.rotatedAt).not.toBeNull();
    expect(rolled).toEqual(['TOKEN']);
    expect(await environment.reveal({ id: secretId })).toEqual({ value: 'two' });
    expect(authors.at(-1)).toMatchObject({ way: 'rotation' });
  });

  it('is taken back, which rolls only what runs with the new value', async () => {
    const { environment, rolled, secretId, release } = await withSecret();
    await environment.rotate({ id: secretId, value: 'two' }, caller);
    const back = await environment.restoreFormer({ id: secretId }, caller);
    expect(back.applied).toEqual({ how: 'stored', reason: 'the release that runs has it' });
    expect(await environment.reveal({ id: secretId })).toEqual({ value: 'one' });
    // And forth again.
    await environment.restoreFormer({ id: secretId }, caller);
    release();
    const last = await environment.restoreFormer({ id: secretId }, caller);
    expect(last.applied).toMatchObject({ how: 'rolled' });
    expect(await environment.reveal({ id: secretId })).toEqual({ value: 'one' });
    expect(rolled).toEqual(['TOKEN', 'TOKEN', 'TOKEN']);
  });

  it('of what only a build uses waits for a build', async () => {
    const { environment, rolled, secretId } = await withSecret('build');
    const { applied } = await environment.rotate({ id: secretId, value: 'two' }, caller);
    expect(applied).toMatchObject({ how: 'stored', reason: expect.stringContaining('build') as string });
    expect(rolled).toEqual([]);
  });

  it('of what does not run waits for a release', async () => {
    const { environment } = environmentFixture();
    const secret = await environment.set({ id, key: 'TOKEN', value: 'one', isSecret: true }, caller);
    const { applied } = await environment.rotate({ id: secret.id, value: 'two' }, caller);
    expect(applied).toMatchObject({ how: 'stored', reason: expect.stringContaining('does not run') as string });
  });

  it('is refused of a plain variable, of the same value, and of none before', async () => {
    const { environment, rows, secretId } = await withSecret();
    const plain = rows.get('PLAIN')?.id as EnvVarId;
    await expect(environment.rotate({ id: plain, value: 'x' }, caller)).rejects.toMatchObject({ field: 'id' });
    await expect(environment.rotate({ id: secretId, value: 'one' }, caller)).rejects.toMatchObject({ field: 'value' });
    await expect(environment.restoreFormer({ id: secretId }, caller)).rejects.toMatchObject({
      code: 'NO_FORMER_VALUE',
    });
  });

  it('is forgotten by a change in another way', async () => {
    const { environment, secretId } = await withSecret();
    await environment.rotate({ id: secretId, value: 'two' }, caller);
    const changed = await environment.set({ id, key: 'TOKEN', value: 'three', isSecret: true }, caller);
    expect(changed).toMatchObject({ hasFormer: false, rotatedAt: null });
  });
});

describe('when a variable is used', () => {
  it('is usual unless it is said, and stays through a change of the value', async () => {
    const { environment, rows } = await withSecret();
    expect([rows.get('TOKEN')?.scope, rows.get('PLAIN')?.scope]).toEqual(['run', 'both']);
    const plain = rows.get('PLAIN')?.id as EnvVarId;
    expect(await environment.setOptions({ id: plain, scope: 'build' }, caller)).toMatchObject({
      scope: 'build',
      value: 'plain',
      isPending: true,
    });
    await environment.set({ id, key: 'PLAIN', value: 'other', isSecret: false }, caller);
    expect(rows.get('PLAIN')?.scope).toBe('build');
    // What becomes a secret leaves the builds.
    await environment.set({ id, key: 'PLAIN', value: 'other', isSecret: true }, caller);
    expect(rows.get('PLAIN')?.scope).toBe('run');
  });

  it('changes without the value of a secret', async () => {
    const { environment, rows, secretId } = await withSecret();
    const before = rows.get('TOKEN')?.value;
    expect(await environment.setOptions({ id: secretId, scope: 'both' }, caller)).toMatchObject({ scope: 'both' });
    expect(rows.get('TOKEN')?.value).toBe(before);
  });
});
