// Two volumes as they look after some months of use: one with music and uploads, one nearly full.
import type { ProjectId, VolumeId } from '../../../src/contract/ids.ts';
import { makeNode, type Node } from '../../../src/main/features/volumes/testing/memory-tree.ts';
import type { World } from './world.ts';

export interface FilledStorage {
  readonly storage: VolumeId;
  readonly database: VolumeId;
}

const MB = 1_048_576;
const at = Date.parse('2026-11-20T09:30:00Z');

export async function fillStorage({ fake }: World, id: ProjectId): Promise<FilledStorage> {
  const { volumes } = fake.storage.services;
  const storage = await volumes.create({ id, name: 'project-storage' });
  const database = await volumes.create({
    id,
    name: 'database',
    mountPath: '/var/lib/data',
    maxSizeBytes: 64 * MB,
    writerMode: 'one',
  });
  fake.storage.released.set(id, [
    { dockerName: storage.dockerName, path: storage.mountPath },
    { dockerName: database.dockerName, path: database.mountPath },
  ]);
  const root = rootOf(fake.storage, storage.name);
  const music = put(root, 'music', folder());
  for (const song of ['01 Overture.mp3', '02 Waltz.mp3', '03 Finale.mp3']) put(music, song, file(3 * MB));
  const uploads = put(root, 'uploads', folder());
  for (let number = 1; number <= 24; number += 1) put(uploads, `photo-${number}.jpg`, file(180_000 + number * 997));
  put(put(uploads, '2025', folder()), 'old.jpg', file(90_000));
  put(root, 'cache', makeNode('link', { target: 'uploads', modifiedAt: at }));
  put(root, 'config.json', text('{\n  "title": "Shop",\n  "currency": "EUR"\n}\n'));
  put(root, 'data.db', file(12 * MB));
  put(root, 'Ünïcode – 写真.txt', text('Names are bytes.\n'));
  put(root, 'logo.png', file(0, logo));
  const data = rootOf(fake.storage, database.name);
  put(data, 'main.sqlite', file(55 * MB));
  put(data, 'main.sqlite-wal', file(MB));
  await Promise.all([volumes.stats({ id: storage.id, maxAgeMs: 0 }), volumes.stats({ id: database.id, maxAgeMs: 0 })]);
  return { storage: storage.id, database: database.id };
}

/** By its name in the project. */
export function rootOf({ engine, store }: World['fake']['storage'], name: string): Node {
  const row = store.list().find((each) => each.name === name);
  const volume = engine.volumes.get(row?.dockerName ?? '');
  if (volume === undefined) throw new Error(`There is no volume ${name}.`);
  return volume.root;
}

export function put(into: Node, name: string, node: Node): Node {
  into.children.set(name, node);
  return node;
}

export const folder = (): Node => makeNode('folder', { modifiedAt: at, uid: 1000, gid: 1000 });

export function file(sizeBytes: number, content = Buffer.alloc(sizeBytes, 7)): Node {
  return makeNode('file', { content, modifiedAt: at, uid: 1000, gid: 1000 });
}

export const text = (content: string): Node => file(0, Buffer.from(content));

/** 8 by 8 pixels. */
const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAABlBMVEUAAAD///+l2Z/dAAAAF0lEQVR4nGNgYGBg+P+fgYGBAcL4DwMAG+gD/WjZ2nEAAAAASUVORK5CYII=',
  'base64',
);
