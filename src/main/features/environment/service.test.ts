import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import type { EnvVarRow, ReleasedVariable, SecretBox } from './ports.ts';
import { createEnvironment } from './service.ts';

const id = 1 as ProjectId;
const caller = { signal: new AbortController().signal };

/** Seals so that a test sees what was sealed for what; each time differently, as the real one does. */
function fakeBox(): SecretBox {
  let nonce = 0;
  return {
    seal: async (plain, context) => `sealed ${nonce++}|${context}|${plain}`,
    open: async (sealed, context) => {
      const [, sealedFor, plain] = sealed.split('|');
      if (sealedFor !== context || plain === undefined) {
        throw new AppError('SECRET_UNREADABLE', { what: context });
      }
      return plain;
    },
  };
}

function fixture(box: SecretBox = fakeBox()) {
  const rows = new Map<string, EnvVarRow>();
  const events: AppEvent[] = [];
  let released: readonly ReleasedVariable[] | null = null;
  let last = 0;
  const environment = createEnvironment({
    store: {
      list: () => [...rows.values()].toSorted((a, b) => a.key.localeCompare(b.key)),
      get: (wanted) => [...rows.values()].find((row) => row.id === wanted) ?? null,
      count: () => rows.size,
      put: (projectId, variables, now) =>
        variables.map((variable) => {
          const before = rows.get(variable.key);
          const row = {
            ...variable,
            projectId,
            id: before?.id ?? (++last as EnvVarId),
            createdAt: now,
            updatedAt: now,
          };
          rows.set(row.key, row);
          return row;
        }),
      remove: (wanted) => {
        const row = [...rows.values()].find((candidate) => candidate.id === wanted) ?? null;
        rows.delete(row?.key ?? '');
        return row;
      },
    },
    box,
    released: () => released,
    suggest: async () =>
      ['A', 'NEW'].map((key) => ({ key, file: 'a.js', line: 1, exampleValue: null, looksSecret: false })),
    projectExists: (wanted) => wanted === id,
    publish: (event) => void events.push(event),
    now: () => 1000,
  });
  return { environment, rows, events, release: () => (released = environment.snapshot(id)) };
}

describe('environment', () => {
  it('shows plain values and keeps secrets to itself until asked', async () => {
    const { environment, rows, events } = fixture();
    await environment.set({ id, key: 'A', value: 'plain', isSecret: false });
    const secret = await environment.set({ id, key: 'S', value: 'canary', isSecret: true });
    expect(environment.list({ id }).map(({ key, value }) => [key, value])).toEqual([
      ['A', 'plain'],
      ['S', null],
    ]);
    expect(rows.get('S')?.value).toMatch(/^sealed/);
    expect(await environment.reveal({ id: secret.id })).toEqual({ value: 'canary' });
    expect(events).toContainEqual({ type: 'environment', projectId: id });
  });

  it('knows what the running release has not', async () => {
    const { environment, release } = fixture();
    await environment.set({ id, key: 'A', value: '1', isSecret: false });
    await environment.set({ id, key: 'S', value: '1', isSecret: true });
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, false]);
    release();
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, false]);
    await environment.set({ id, key: 'S', value: '2', isSecret: true });
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, true]);
  });

  it('gives a release its variables back, also later ones changed', async () => {
    const { environment } = fixture();
    await environment.set({ id, key: 'S', value: 'old', isSecret: true });
    const snapshot = environment.snapshot(id);
    await environment.set({ id, key: 'S', value: 'new', isSecret: true });
    expect(await environment.open(id, snapshot)).toEqual(new Map([['S', 'old']]));
    await expect(environment.open(2 as ProjectId, snapshot)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('imports what the preview said, and never makes a secret plain', async () => {
    const { environment, rows } = fixture();
    await environment.set({ id, key: 'S', value: 'same', isSecret: true });
    await environment.set({ id, key: 'P', value: 'old', isSecret: false });
    const text = 'S=same\nP=new\nAPI_TOKEN=t\nnonsense\n';
    const preview = await environment.previewImport({ id, text });
    expect(preview.map(({ key, change, isSecret, line }) => [key, change, isSecret, line])).toEqual([
      ['S', 'unchanged', true, 1],
      ['P', 'changed', false, 2],
      ['API_TOKEN', 'added', true, 3],
      ['nonsense', 'invalid', false, 4],
    ]);
    expect(rows.has('API_TOKEN')).toBe(false);
    await environment.import({ id, text: 'S=other\nP=new\nAPI_TOKEN=t', secretKeys: ['API_TOKEN'] });
    expect(environment.list({ id }).map(({ key, isSecret }) => [key, isSecret])).toEqual([
      ['API_TOKEN', true],
      ['P', false],
      ['S', true],
    ]);
  });

  it('names the lines that a later one overrules', async () => {
    const { environment } = fixture();
    const changes = await environment.import({ id, text: 'A=1\nB=2\nA=3', secretKeys: [] });
    expect(changes.map(({ key, change, line }) => [key, change, line])).toEqual([
      ['A', 'added', 3],
      ['B', 'added', 2],
      ['A', 'invalid', 1],
    ]);
    expect(environment.list({ id })[0]?.value).toBe('3');
  });

  it('takes the same value again for no change', async () => {
    const { environment, events, release } = fixture();
    const secret = await environment.set({ id, key: 'S', value: 'same', isSecret: true });
    await environment.set({ id, key: 'P', value: 'same', isSecret: false });
    release();
    events.length = 0;
    expect(await environment.set({ id, key: 'S', value: 'same', isSecret: true })).toEqual(secret);
    expect((await environment.set({ id, key: 'P', value: 'same', isSecret: false })).isPending).toBe(false);
    expect(events).toEqual([]);
    expect((await environment.set({ id, key: 'P', value: 'same', isSecret: true })).isPending).toBe(true);
  });

  it('lets a secret that cannot be opened any more be entered and imported again', async () => {
    const { environment, rows } = fixture();
    const { id: variable } = await environment.set({ id, key: 'S', value: 'old', isSecret: true });
    const lose = () => rows.set('S', { ...(rows.get('S') as EnvVarRow), value: 'sealed by another key' });
    lose();
    await expect(environment.reveal({ id: variable })).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(await environment.previewImport({ id, text: 'S=old' })).toMatchObject([{ key: 'S', change: 'changed' }]);
    await environment.set({ id, key: 'S', value: 'old', isSecret: true });
    expect(await environment.reveal({ id: variable })).toEqual({ value: 'old' });
  });

  it('stores nothing when one value cannot be sealed', async () => {
    const refuse: SecretBox = {
      ...fakeBox(),
      seal: () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' })),
    };
    const { environment, rows, events } = fixture(refuse);
    const importing = environment.import({ id, text: 'A=1\nB_SECRET=2', secretKeys: ['B_SECRET'] });
    await expect(importing).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(rows.size).toBe(0);
    expect(events).toEqual([]);
  });

  it('suggests only what is not set yet', async () => {
    const { environment } = fixture();
    await environment.set({ id, key: 'A', value: '1', isSecret: false });
    expect((await environment.suggestions({ id }, caller)).map(({ key }) => key)).toEqual(['NEW']);
  });

  it('removes, and refuses what is not there or too much', async () => {
    const { environment, rows } = fixture();
    const { id: variable } = await environment.set({ id, key: 'A', value: '1', isSecret: false });
    expect(environment.remove({ id: variable })).toEqual({ key: 'A' });
    expect(rows.size).toBe(0);
    expect(() => environment.remove({ id: variable })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => environment.list({ id: 9 as ProjectId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    const text = Array.from({ length: 501 }, (_, n) => `V${n}=1`).join('\n');
    await expect(environment.import({ id, text, secretKeys: [] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(environment.put(id, [{ key: 'A=B', value: '1', isSecret: false }])).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'key',
    });
    await expect(environment.set({ id, key: 'A', value: '\0', isSecret: false })).rejects.toMatchObject({
      field: 'value',
    });
  });
});
