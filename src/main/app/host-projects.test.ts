import { expect, it } from 'vitest';
import type { HostId } from '../../contract/ids.ts';
import { createHostProjects } from './host-projects.ts';

const rows = <T>(all: readonly object[]): readonly T[] => all as readonly T[];

it('counts a project to the host that still has its volumes', () => {
  const { list } = createHostProjects({
    store: {
      list: () =>
        rows([
          { id: 1, hostId: 1 },
          { id: 2, hostId: 2 },
          { id: 3, hostId: 2 },
        ]),
    },
    volumes: { list: () => rows([{ projectId: 3, hostId: 1 }]) },
    projects: () => {
      throw new Error('Nobody is removed.');
    },
  });
  expect(list(1 as HostId).map(({ id }) => id)).toEqual([1, 3]);
  expect(list(2 as HostId).map(({ id }) => id)).toEqual([2, 3]);
});
