import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import type { DeploymentId, HostId } from '../../../contract/ids.ts';
import type { Db } from './db.ts';
import { createKnownObjects } from './known-objects.ts';

let db: Db;
const here = 1 as HostId;
const there = 2 as HostId;
const id = (value: number): DeploymentId => value as DeploymentId;

beforeEach(() => {
  db = makeTestDatabase();
  db.exec(`
    insert into hosts (id, name, kind) values (2, 'far', 'ssh');
    insert into projects (id, name, name_key, slug, subdomain, source_kind, image_reference, host_id, changed_at, created_at, updated_at)
      values (1, 'shop', 'shop', 'shop', 'shop', 'image', 'nginx', 1, 0, 0, 0);
    insert into deployments
      (id, project_id, host_id, status, triggered_by, image, image_id, container_id, is_current, can_rollback, snapshot, created_at)
    values
      (1, 1, 1, 'stopped', 'manual', 'minipaas/shop:1', 'i1', 'c1', 0, 0, '{}', 0),
      (2, 1, 1, 'stopped', 'manual', 'minipaas/shop:2', 'i2', 'c2', 0, 1, '{}', 0),
      (3, 1, 1, 'running', 'manual', 'minipaas/shop:3', 'i3', 'c3', 1, 1, '{}', 0),
      (4, 1, 2, 'building', 'manual', null, null, null, 0, 0, '{}', 0),
      (5, 1, 2, 'queued', 'manual', 'minipaas/shop:5', null, null, 0, 0, '{}', 0);
    insert into volumes (id, project_id, name, host_id, docker_name) values (7, 1, 'data', 1, 'minipaas-vol-1-7');
    insert into left_volumes (project_id, name, host_id, docker_name, left_at) values (1, 'data', 2, 'minipaas-vol-1-7', 0);
  `);
});

describe('what the tables know of a host', () => {
  it('is the images that run, may be gone back to, or are being made', () => {
    const known = createKnownObjects(db);
    expect([...known(here).keptImages()].toSorted()).toEqual(['i2', 'i3', 'minipaas/shop:2', 'minipaas/shop:3']);
    expect([...known(there).keptImages()]).toEqual(['minipaas/shop:5']);
  });

  it('is which deployment is which, on whatever host', () => {
    const known = createKnownObjects(db)(here);
    expect(known.deployment(id(3))).toEqual({ isActive: false, isCurrent: true, containerId: 'c3' });
    expect(known.deployment(id(1))).toMatchObject({ isActive: false, isCurrent: false });
    expect(known.deployment(id(4))).toMatchObject({ isActive: true });
    expect(known.deployment(id(5))).toMatchObject({ isActive: true });
    expect(known.deployment(id(99))).toBeNull();
  });

  it('is a release that hands over to a new one, as long as that is new', () => {
    db.exec('update deployments set finished_at = 1000000 where id = 3');
    const at = (now: number) => createKnownObjects(db, () => now)(here).deployment(id(1))?.isActive;
    expect([at(1_010_000), at(1_299_000), at(1_400_000)]).toEqual([true, true, false]);
  });

  it('is its volumes, and whether something is being deployed to it', () => {
    const known = createKnownObjects(db);
    const name = 'minipaas-vol-1-7';
    expect([known(here).hasVolume(7, name), known(here).hasVolume(8, name)]).toEqual([true, false]);
    // What a move has left of it is not it.
    expect([known(there).hasVolume(7, name), known(here).hasVolume(7, 'other')]).toEqual([false, false]);
    expect([known(there).isLeftByMove(name), known(here).isLeftByMove(name)]).toEqual([true, false]);
    expect([known(here).isDeploying(), known(there).isDeploying()]).toEqual([false, true]);
  });
});
