// The environment feature over a table in memory, and a box that shows what was sealed for what.
import { AppError } from '../../../../contract/app-error.ts';
import type { AppEvent } from '../../../../contract/events.ts';
import type { DeploymentId, EnvVarId, ProjectId, UserId } from '../../../../contract/ids.ts';
import type { EnvAuthor, EnvVarRow, EnvVarStore, ReleasedVariable, SecretBox } from '../ports.ts';
import { createEnvironment } from '../service.ts';

export const id = 1 as ProjectId;
export const caller = { userId: 1 as UserId, signal: new AbortController().signal };

/** Seals so that a test sees what was sealed for what; each time differently, as the real one does. */
export function fakeBox(): SecretBox {
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

export function environmentFixture(box: SecretBox = fakeBox()) {
  const rows = new Map<string, EnvVarRow>();
  const events: AppEvent[] = [];
  const authors: EnvAuthor[] = [];
  const rolled: string[] = [];
  const updated: string[] = [];
  const files = { problem: null as (() => Error) | null, isReleasing: false };
  let released: readonly ReleasedVariable[] | null = null;
  let last = 0;
  const environment = createEnvironment({
    store: {
      list: () => [...rows.values()].toSorted((a, b) => a.key.localeCompare(b.key)),
      get: (wanted) => [...rows.values()].find((row) => row.id === wanted) ?? null,
      listShared: () => [],
      count: () => rows.size,
      change: (projectId, { put, remove }, author, now) => {
        authors.push(author);
        for (const row of [...rows.values()].filter((each) => remove.includes(each.id))) {
          rows.delete(row.key);
        }
        return put.map((variable) => {
          const before = rows.get(variable.key);
          const { sharedId, ...rest } = variable;
          const row = {
            ...rest,
            shared: sharedId === null ? null : { id: sharedId, name: 'shared' },
            projectId,
            id: before?.id ?? (++last as EnvVarId),
            createdAt: now,
            updatedAt: now,
          };
          rows.set(row.key, row);
          return row;
        });
      },
      history: () => [],
    },
    box,
    released: () => released,
    suggest: async () =>
      ['A', 'NEW'].map((key) => ({ key, file: 'a.js', line: 1, exampleValue: null, looksSecret: false })),
    generate: (kind) => `generated ${kind}`,
    projectExists: (wanted) => wanted === id,
    rollouts: {
      roll: (_id, keys) => {
        rolled.push(...keys);
        return released === null ? null : (rolled.length as DeploymentId);
      },
      async updateFiles(_id, keys, signals) {
        if (files.problem !== null) {
          throw files.problem();
        }
        if (files.isReleasing) {
          return { how: 'underWay' };
        }
        updated.push([...keys, ...signals].join(' '));
        // As the deployment's row has them afterwards.
        released = environment.snapshot(id);
        return { how: 'updated', isRunning: true };
      },
    },
    publish: (event) => void events.push(event),
    now: () => 1000,
  });
  return {
    environment,
    rows,
    events,
    authors,
    rolled,
    updated,
    files,
    release: () => (released = environment.snapshot(id)),
  };
}

/** The table of variables of several projects. */
export function memoryVariables(): EnvVarStore & { clear(): void } {
  let rows: readonly EnvVarRow[] = [];
  let last = 0;
  return {
    list: (projectId) => rows.filter((row) => row.projectId === projectId),
    get: (wanted) => rows.find((row) => row.id === wanted) ?? null,
    listShared: (shared) => rows.filter((row) => row.shared?.id === shared),
    count: (projectId) => rows.filter((row) => row.projectId === projectId).length,
    change(projectId, { put, remove }, _author, now) {
      const made = put.map(({ sharedId, ...variable }): EnvVarRow => {
        const before = rows.find((row) => row.projectId === projectId && row.key === variable.key);
        const rowId = before?.id ?? (++last as EnvVarId);
        const shared = sharedId === null ? null : { id: sharedId, name: 'shared' };
        return { ...variable, shared, projectId, id: rowId, createdAt: now, updatedAt: now };
      });
      const gone = new Set([...remove, ...made.map((row) => row.id)]);
      rows = [...rows.filter((row) => !gone.has(row.id)), ...made].toSorted((a, b) => a.projectId - b.projectId);
      return made;
    },
    history: () => [],
    clear() {
      rows = [];
    },
  };
}
