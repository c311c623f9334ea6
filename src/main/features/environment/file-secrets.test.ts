import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { EnvVarId } from '../../../contract/ids.ts';
import { caller, environmentFixture, id } from './testing/fixture.ts';

const secret = { id, key: 'TOKEN', value: 'one', isSecret: true } as const;

/** A release that has the secret as a file. */
async function withFile() {
  const fixture = environmentFixture();
  const made = await fixture.environment.set({ ...secret, delivery: 'file', signal: 'SIGHUP' }, caller);
  await fixture.environment.set({ id, key: 'PLAIN', value: 'plain', isSecret: false }, caller);
  fixture.release();
  return { ...fixture, secretId: made.id };
}

describe('how a secret is delivered', () => {
  it('is chosen with it or later, stays when its value changes, and waits for a release', async () => {
    const { environment, release, updated } = environmentFixture();
    const { id: secretId } = await environment.set(secret, caller);
    release();
    const changed = await environment.setOptions({ id: secretId, delivery: 'file', signal: 'SIGUSR1' }, caller);
    expect(changed).toMatchObject({ delivery: 'file', signal: 'SIGUSR1', isPending: true });
    // The release has it as a variable: there is no file of it yet.
    expect(await environment.set({ ...secret, value: 'two' }, caller)).toMatchObject({ delivery: 'file' });
    expect(updated).toEqual([]);
    expect(environment.snapshot(id)).toMatchObject([{ key: 'TOKEN', delivery: 'file' }]);
    expect(await environment.setOptions({ id: secretId, delivery: 'variable' }, caller)).toMatchObject({
      delivery: 'variable',
      signal: null,
    });
  });

  it('can be as a file of a secret alone', async () => {
    const { environment, secretId, rows } = await withFile();
    const plain = { id, key: 'PLAIN', value: 'x', isSecret: false, delivery: 'file' } as const;
    await expect(environment.set(plain, caller)).rejects.toMatchObject({ field: 'delivery' });
    const plainId = rows.get('PLAIN')?.id as EnvVarId;
    await expect(environment.setOptions({ id: plainId, delivery: 'file' }, caller)).rejects.toMatchObject({
      field: 'delivery',
    });
    // What becomes plain is a variable.
    await environment.set({ ...secret, isSecret: false }, caller);
    expect(environment.list({ id }).find((variable) => variable.id === secretId)).toMatchObject({
      delivery: 'variable',
      signal: null,
    });
  });

  it('makes no difference to a build', async () => {
    const { environment, secretId } = await withFile();
    await environment.setOptions({ id: secretId, scope: 'build' }, caller);
    expect(environment.pending({ id }).changes).toEqual([{ key: 'TOKEN', change: 'changed', isSecret: true }]);
  });

  it('may be another signal at once: that is said, not released', async () => {
    const { environment, secretId, updated } = await withFile();
    expect(await environment.setOptions({ id: secretId, signal: null }, caller)).toMatchObject({ isPending: false });
    await environment.set({ ...secret, value: 'two' }, caller);
    expect(updated).toEqual(['TOKEN']);
  });
});

describe('a secret that the release has as a file', () => {
  it('gets its value into it by each way in which values change', async () => {
    const { environment, updated, rolled, secretId, authors } = await withFile();
    expect(await environment.set({ ...secret, value: 'two' }, caller)).toMatchObject({ isPending: false });
    const { applied } = await environment.rotate({ id: secretId, value: 'three' }, caller);
    expect(applied).toEqual({ how: 'updated', isRunning: true, signal: 'SIGHUP' });
    expect((await environment.restoreFormer({ id: secretId }, caller)).applied).toMatchObject({ how: 'updated' });
    await environment.import({ id, text: 'TOKEN=four\nPLAIN=other', secretKeys: [] }, caller);
    const { text, revision } = environment.text({ id });
    await environment.edit({ id, text: text.replace(/TOKEN=.*/, 'TOKEN=five'), secretKeys: [], revision }, caller);
    expect(updated).toEqual(Array.from({ length: 5 }, () => 'TOKEN SIGHUP'));
    expect(rolled).toEqual([]);
    expect(authors.slice(-5).map(({ way }) => way)).toEqual(['set', 'rotation', 'restore', 'import', 'edit']);
    expect(await environment.reveal({ id: secretId })).toEqual({ value: 'five' });
    // The same value again is no news.
    await environment.set({ ...secret, value: 'five' }, caller);
    expect(updated).toHaveLength(5);
  });

  it('keeps the new value where it cannot be written, says so, and is applied when asked', async () => {
    const { environment, files, updated, secretId } = await withFile();
    files.problem = () => new AppError('ENGINE_LOST', { host: 'far' });
    await expect(environment.rotate({ id: secretId, value: 'two' }, caller)).rejects.toMatchObject({
      code: 'SECRET_FILES_NOT_UPDATED',
      message: expect.stringContaining('TOKEN has its new value, but the application does not') as string,
    });
    expect(environment.list({ id }).find(({ key }) => key === 'TOKEN')).toMatchObject({ isPending: true });
    expect(await environment.reveal({ id: secretId })).toEqual({ value: 'two' });
    files.problem = null;
    const { applied, variable } = await environment.apply({ id: secretId }, caller);
    expect([applied.how, variable.isPending]).toEqual(['updated', false]);
    // A signal that was lost is sent again.
    await environment.apply({ id: secretId }, caller);
    expect(updated).toEqual(['TOKEN SIGHUP', 'TOKEN SIGHUP']);
  });

  it('has it when a release that is being made is over', async () => {
    const { environment, files, secretId } = await withFile();
    files.isReleasing = true;
    const { applied } = await environment.rotate({ id: secretId, value: 'two' }, caller);
    expect(applied).toMatchObject({ how: 'stored', reason: expect.stringContaining('being made') as string });
  });

  it('is a variable of the next release without being rolled into it as a file', async () => {
    const { environment, rolled, updated, secretId } = await withFile();
    await environment.setOptions({ id: secretId, delivery: 'variable' }, caller);
    expect((await environment.rotate({ id: secretId, value: 'two' }, caller)).applied).toMatchObject({ how: 'rolled' });
    expect([rolled, updated]).toEqual([['TOKEN'], []]);
  });
});

describe('applying what is stored', () => {
  it('rolls a variable, and is refused of a plain one', async () => {
    const { environment, release, rolled, rows } = environmentFixture();
    const { id: secretId } = await environment.set(secret, caller);
    await environment.set({ id, key: 'PLAIN', value: 'plain', isSecret: false }, caller);
    release();
    expect((await environment.apply({ id: secretId }, caller)).applied).toMatchObject({ how: 'stored' });
    await environment.set({ ...secret, value: 'two' }, caller);
    expect((await environment.apply({ id: secretId }, caller)).applied).toMatchObject({ how: 'rolled' });
    expect(rolled).toEqual(['TOKEN']);
    const plainId = rows.get('PLAIN')?.id as EnvVarId;
    await expect(environment.apply({ id: plainId }, caller)).rejects.toMatchObject({ field: 'id' });
  });
});
