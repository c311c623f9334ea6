import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import type { SecretBox, EnvVarRow } from './ports.ts';
import { caller, fakeBox, environmentFixture as fixture, id } from './testing/fixture.ts';

describe('environment', () => {
  it('shows plain values and keeps secrets to itself until asked', async () => {
    const { environment, rows, events } = fixture();
    await environment.set({ id, key: 'A', value: 'plain', isSecret: false }, caller);
    const secret = await environment.set({ id, key: 'S', value: 'canary', isSecret: true }, caller);
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
    await environment.set({ id, key: 'A', value: '1', isSecret: false }, caller);
    await environment.set({ id, key: 'S', value: '1', isSecret: true }, caller);
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, false]);
    release();
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, false]);
    await environment.set({ id, key: 'S', value: '2', isSecret: true }, caller);
    expect(environment.list({ id }).map(({ isPending }) => isPending)).toEqual([false, true]);
  });

  it('gives a release its variables back, also later ones changed', async () => {
    const { environment } = fixture();
    await environment.set({ id, key: 'S', value: 'old', isSecret: true }, caller);
    const snapshot = environment.snapshot(id);
    await environment.set({ id, key: 'S', value: 'new', isSecret: true }, caller);
    expect(await environment.open(id, snapshot)).toEqual(new Map([['S', 'old']]));
    await expect(environment.open(2 as ProjectId, snapshot)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('imports what the preview said, and never makes a secret plain', async () => {
    const { environment, rows } = fixture();
    await environment.set({ id, key: 'S', value: 'same', isSecret: true }, caller);
    await environment.set({ id, key: 'P', value: 'old', isSecret: false }, caller);
    const text = 'S=same\nP=new\nAPI_TOKEN=t\nnonsense\n';
    const preview = await environment.previewImport({ id, text });
    expect(preview.map(({ key, change, isSecret, line }) => [key, change, isSecret, line])).toEqual([
      ['S', 'unchanged', true, 1],
      ['P', 'changed', false, 2],
      ['API_TOKEN', 'added', true, 3],
      ['nonsense', 'invalid', false, 4],
    ]);
    expect(rows.has('API_TOKEN')).toBe(false);
    await environment.import({ id, text: 'S=other\nP=new\nAPI_TOKEN=t', secretKeys: ['API_TOKEN'] }, caller);
    expect(environment.list({ id }).map(({ key, isSecret }) => [key, isSecret])).toEqual([
      ['API_TOKEN', true],
      ['P', false],
      ['S', true],
    ]);
  });

  it('names the lines that a later one overrules', async () => {
    const { environment } = fixture();
    const changes = await environment.import({ id, text: 'A=1\nB=2\nA=3', secretKeys: [] }, caller);
    expect(changes.map(({ key, change, line }) => [key, change, line])).toEqual([
      ['A', 'added', 3],
      ['B', 'added', 2],
      ['A', 'invalid', 1],
    ]);
    expect(environment.list({ id })[0]?.value).toBe('3');
  });

  it('takes the same value again for no change', async () => {
    const { environment, events, release } = fixture();
    const secret = await environment.set({ id, key: 'S', value: 'same', isSecret: true }, caller);
    await environment.set({ id, key: 'P', value: 'same', isSecret: false }, caller);
    release();
    events.length = 0;
    expect(await environment.set({ id, key: 'S', value: 'same', isSecret: true }, caller)).toEqual(secret);
    expect((await environment.set({ id, key: 'P', value: 'same', isSecret: false }, caller)).isPending).toBe(false);
    expect(events).toEqual([]);
    expect((await environment.set({ id, key: 'P', value: 'same', isSecret: true }, caller)).isPending).toBe(true);
  });

  it('lets a secret that cannot be opened any more be entered and imported again', async () => {
    const { environment, rows } = fixture();
    const { id: variable } = await environment.set({ id, key: 'S', value: 'old', isSecret: true }, caller);
    const lose = () => rows.set('S', { ...(rows.get('S') as EnvVarRow), value: 'sealed by another key' });
    lose();
    await expect(environment.reveal({ id: variable })).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(await environment.previewImport({ id, text: 'S=old' })).toMatchObject([{ key: 'S', change: 'changed' }]);
    await environment.set({ id, key: 'S', value: 'old', isSecret: true }, caller);
    expect(await environment.reveal({ id: variable })).toEqual({ value: 'old' });
  });

  it('stores nothing when one value cannot be sealed', async () => {
    const refuse: SecretBox = {
      ...fakeBox(),
      seal: () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' })),
    };
    const { environment, rows, events } = fixture(refuse);
    const importing = environment.import({ id, text: 'A=1\nB_SECRET=2', secretKeys: ['B_SECRET'] }, caller);
    await expect(importing).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(rows.size).toBe(0);
    expect(events).toEqual([]);
  });

  it('suggests only what is not set yet', async () => {
    const { environment } = fixture();
    await environment.set({ id, key: 'A', value: '1', isSecret: false }, caller);
    expect((await environment.suggestions({ id }, caller)).map(({ key }) => key)).toEqual(['NEW']);
  });

  it('removes, and refuses what is not there or too much', async () => {
    const { environment, rows } = fixture();
    const { id: variable } = await environment.set({ id, key: 'A', value: '1', isSecret: false }, caller);
    expect(await environment.remove({ id: variable }, caller)).toEqual({ key: 'A' });
    expect(rows.size).toBe(0);
    await expect(environment.remove({ id: variable }, caller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(() => environment.list({ id: 9 as ProjectId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    const text = Array.from({ length: 501 }, (_, n) => `V${n}=1`).join('\n');
    await expect(environment.import({ id, text, secretKeys: [] }, caller)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(environment.put(id, [{ key: 'A=B', value: '1', isSecret: false }], null)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'key',
    });
    await expect(environment.set({ id, key: 'A', value: '\0', isSecret: false }, caller)).rejects.toMatchObject({
      field: 'value',
    });
  });

  it('seals a value that the running release has as that one', async () => {
    const { environment, release } = fixture();
    const secret = { id, key: 'S', value: 'same', isSecret: true };
    const first = await environment.set(secret, caller);
    release();
    await environment.remove({ id: first.id }, caller);
    expect(environment.pending({ id }).changes).toEqual([{ key: 'S', change: 'removed', isSecret: true }]);
    expect((await environment.set(secret, caller)).isPending).toBe(false);
    expect(environment.pending({ id })).toEqual({ hasRelease: true, changes: [] });
  });

  it('compares with the running release by name', async () => {
    const { environment, release } = fixture();
    const set = (key: string, value: string, isSecret = false) => environment.set({ id, key, value, isSecret }, caller);
    await set('SAME', '1');
    await set('OTHER', '1', true);
    const { id: gone } = await set('GONE', '1');
    expect(environment.pending({ id })).toEqual({ hasRelease: false, changes: [] });
    release();
    await set('OTHER', 'canary', true);
    await set('NEW', '1');
    await environment.remove({ id: gone }, caller);
    expect(environment.pending({ id }).changes).toEqual([
      { key: 'GONE', change: 'removed', isSecret: false },
      { key: 'NEW', change: 'added', isSecret: false },
      { key: 'OTHER', change: 'changed', isSecret: true },
    ]);
  });

  it('sets a template, and what is set already only when asked', async () => {
    const { environment, authors } = fixture();
    await environment.set({ id, key: 'RAILS_ENV', value: 'staging', isSecret: false }, caller);
    const template = { id, template: 'rails', values: {} } as const;
    const changes = await environment.template({ ...template, isReplacing: false }, caller);
    expect(changes.map(({ key, change, reason }) => [key, change, reason])).toEqual([
      ['RAILS_ENV', 'unchanged', 'it is set already'],
      ['SECRET_KEY_BASE', 'added', null],
    ]);
    const rows = environment.list({ id });
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['RAILS_ENV', 'staging'],
      ['SECRET_KEY_BASE', null],
    ]);
    const secret = rows.find(({ key }) => key === 'SECRET_KEY_BASE');
    expect(await environment.reveal({ id: secret?.id as EnvVarId })).toEqual({ value: 'generated hex64' });
    expect(authors.at(-1)).toEqual({ userId: 1, way: 'template' });
    const again = await environment.template({ ...template, isReplacing: true }, caller);
    expect(again.map(({ change }) => change)).toEqual(['changed', 'changed']);
  });
});

describe('variables as text', () => {
  async function filled() {
    const world = fixture();
    await world.environment.set({ id, key: 'A', value: 'two words', isSecret: false }, caller);
    await world.environment.set({ id, key: 'S', value: 'canary', isSecret: true }, caller);
    return world;
  }

  it('exports secrets only when asked', async () => {
    const { environment } = await filled();
    const plain = await environment.export({ id, format: 'env', includeSecrets: false });
    expect(plain).toEqual({
      text: "A='two words'\n# S is a secret and was left out\n",
      count: 1,
      leftOut: ['S'],
      unwritable: [],
    });
    const all = await environment.export({ id, format: 'env', includeSecrets: true });
    expect(all.text).toBe("A='two words'\nS=canary\n");
    const json = await environment.export({ id, format: 'json', includeSecrets: true });
    expect(JSON.parse(json.text)).toEqual({ A: 'two words', S: 'canary' });
    expect((await environment.previewImport({ id, text: all.text })).map(({ change }) => change)).toEqual([
      'unchanged',
      'unchanged',
    ]);
  });

  it('edits all of it, secrets kept where their placeholder stands', async () => {
    const { environment, rows, authors } = await filled();
    const { text, revision } = environment.text({ id });
    expect(text).toBe("A='two words'\nS=••••••••\n");
    expect((await environment.previewEdit({ id, text })).map(({ change }) => change)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    const sealed = rows.get('S')?.value;
    const edited = 'S=••••••••\nB_TOKEN=1\n';
    expect(
      (await environment.previewEdit({ id, text: edited })).map(({ key, change, isSecret }) => [key, change, isSecret]),
    ).toEqual([
      ['S', 'unchanged', true],
      ['B_TOKEN', 'added', true],
      ['A', 'removed', false],
    ]);
    await environment.edit({ id, text: edited, revision, secretKeys: ['B_TOKEN'] }, caller);
    expect([...rows.keys()].toSorted()).toEqual(['B_TOKEN', 'S']);
    expect(rows.get('S')?.value).toBe(sealed);
    expect(authors.at(-1)).toEqual({ userId: 1, way: 'edit' });
    const next = environment.text({ id }).revision;
    await environment.edit({ id, text: 'S=new\nB_TOKEN=••••••••', revision: next, secretKeys: [] }, caller);
    expect(await environment.export({ id, format: 'env', includeSecrets: true })).toMatchObject({
      text: 'B_TOKEN=1\nS=new\n',
    });
  });

  it('changes nothing for a line that cannot be read, or when somebody else was faster', async () => {
    const { environment, rows } = await filled();
    const { text, revision } = environment.text({ id });
    const edit = (next: string) => environment.edit({ id, text: next, revision, secretKeys: [] }, caller);
    await expect(edit(`${text}nonsense\n`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'text' });
    await expect(edit(`${text}NEW=••••••••\n`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'text' });
    await environment.set({ id, key: 'C', value: '1', isSecret: false }, caller);
    await expect(edit('S=1')).rejects.toMatchObject({ code: 'ENV_CHANGED' });
    expect([...rows.keys()].toSorted()).toEqual(['A', 'C', 'S']);
  });

  it('refuses what is no text', async () => {
    const { environment } = await filled();
    await expect(environment.previewImport({ id, text: 'A\0=\x001\0' })).rejects.toMatchObject({ field: 'text' });
  });
});
