import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { newProject } from '../../../../tests/support/rows.ts';
import type { UploadId } from '../../../contract/files.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { VolumePath } from '../../features/volumes/ports/volume-path.ts';
import type { NewVolume, UploadRow } from '../../features/volumes/ports/volume-store.ts';
import type { Db } from './db.ts';
import { createProjectStore } from './project-store.ts';
import { createUploadStore } from './upload-store.ts';
import { createFileIndex } from './volume-file-index.ts';
import { createVolumeStore } from './volume-store.ts';

let db: Db;
let projectId: ProjectId;
const path = (text: string): VolumePath => text as VolumePath;
const volume = (change: Partial<NewVolume> = {}): NewVolume => ({
  projectId,
  hostId: 1 as HostId,
  name: 'data',
  dockerName: null,
  mountPath: '/app/storage',
  isExternal: false,
  writerMode: 'many',
  quotaKind: 'measured',
  maxSizeBytes: 100,
  ...change,
});

beforeEach(() => {
  db = makeTestDatabase();
  projectId = createProjectStore(db).insert(newProject('Shop'), 5).id;
});

describe('volumes', () => {
  it('are named by their ids, once in a project and once on a host', () => {
    const store = createVolumeStore(db);
    const made = store.insert(volume(), 10);
    expect(made).toMatchObject({ dockerName: `minipaas-vol-${projectId}-${made.id}`, measured: null, createdAt: 10 });
    expect(() => store.insert(volume(), 10)).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }));
    expect(() => store.insert(volume({ name: 'other', dockerName: made.dockerName }), 10)).toThrow(
      /UNIQUE constraint failed/,
    );
    expect(store.findByDockerName(1 as HostId, made.dockerName)?.id).toBe(made.id);
    const second = store.insert(volume({ name: 'second' }), 10);
    expect(() => store.update(second.id, { name: 'data' }, 20)).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN' }),
    );
    expect(store.update(second.id, { name: 'second', mountPath: '/data' }, 20)).toMatchObject({
      mountPath: '/data',
      updatedAt: 20,
    });
  });

  it('remember what was measured, and go with their project', () => {
    const store = createVolumeStore(db);
    const { id } = store.insert(volume(), 10);
    store.saveMeasured(id, { sizeBytes: 7, fileCount: 2, folderCount: 1, at: 30 });
    expect(store.get(id)?.measured).toEqual({ sizeBytes: 7, fileCount: 2, folderCount: 1, at: 30 });
    expect(store.isDefaultWanted(projectId)).toBeNull();
    store.setDefaultWanted(projectId, true);
    expect(store.isDefaultWanted(projectId)).toBe(true);
    createProjectStore(db).remove(projectId);
    expect(store.list()).toEqual([]);
  });
});

describe('the index of files', () => {
  it('mends itself with each folder that is read, and is found by parts of names', () => {
    const { id } = createVolumeStore(db).insert(volume(), 10);
    const index = createFileIndex(db);
    const file = (text: string, sizeBytes = 1) => ({ path: path(text), sizeBytes, mimeType: null });
    const search = (text: string, folder = '/') =>
      index.search(id, { folder: path(folder), text, limit: 10 }).map((each) => each.path);
    index.put(id, [file('/a/Report.pdf'), file('/a/sub/report.txt'), file('/b'), file('/gone/x'), file('/\udcff')], 5);
    expect(search('report')).toEqual(['/a/Report.pdf', '/a/sub/report.txt']);
    expect(search('rep*.txt')).toEqual(['/a/sub/report.txt']);
    // A folder's name is not its files'.
    expect(search('sub')).toEqual([]);
    expect(search('%')).toEqual([]);
    expect(search('report', '/a/sub')).toEqual(['/a/sub/report.txt']);
    index.replaceFolder(id, path('/'), { files: [file('/new', 9)], folders: ['a'] }, 6);
    expect(search('*')).toEqual(['/a/Report.pdf', '/a/sub/report.txt', '/new']);
    index.rename(id, path('/a'), path('/c'));
    expect(search('*')).toEqual(['/c/Report.pdf', '/c/sub/report.txt', '/new']);
    index.remove(id, [path('/c/sub')]);
    expect(search('*')).toEqual(['/c/Report.pdf', '/new']);
  });
});

describe('uploads', () => {
  it('keep paths of any bytes, expire, and go with their volume', () => {
    const volumes = createVolumeStore(db);
    const { id: volumeId } = volumes.insert(volume(), 10);
    const store = createUploadStore(db);
    const upload: UploadRow = {
      id: 'abcdefghijklmnop' as UploadId,
      volumeId,
      path: path('/odd\udcff\n'),
      sizeBytes: 5,
      modifiedAt: null,
      mode: 0o600,
      conflict: 'keepBoth',
      createdAt: 1,
      expiresAt: 100,
    };
    store.insert(upload);
    expect(store.get(upload.id)).toEqual(upload);
    expect(store.listExpired(99)).toEqual([]);
    store.extend(upload.id, 50);
    expect(store.listExpired(99)).toHaveLength(1);
    volumes.remove(volumeId);
    expect(store.listByVolume(volumeId)).toEqual([]);
  });
});
