import { expect, it } from 'vitest';
import { addPlaceInput } from '../../../contract/backups.ts';
import { emptyPlace, placeErrors, toPlace } from './place-draft.ts';

const folder = { ...emptyPlace, name: ' NAS ', path: '/mnt/nas ' };
const host = { ...emptyPlace, kind: 'host' as const, name: 'Second', hostId: '2' };
const s3 = { ...emptyPlace, kind: 's3' as const, name: 'Bucket', bucket: 'shop-backups', accessKeyId: 'AK' };

it('sends what its kind needs and nothing of the others', () => {
  expect(toPlace(folder, '')).toEqual({ kind: 'folder', name: 'NAS', path: '/mnt/nas' });
  expect(toPlace({ ...host, path: '/left/over' }, '')).toEqual({ kind: 'host', name: 'Second', hostId: 2 });
  expect(toPlace(s3, 'secret')).toMatchObject({ kind: 's3', endpoint: null, prefix: '', secretAccessKey: 'secret' });
});

it('accepts what the contract accepts', () => {
  for (const [draft, secret] of [
    [folder, ''],
    [host, ''],
    [{ ...s3, endpoint: 'http://127.0.0.1:9000' }, 'secret'],
  ] as const) {
    expect(placeErrors(draft, secret)).toEqual({});
    expect(addPlaceInput.safeParse(toPlace(draft, secret)).success).toBe(true);
  }
});

it('says what is missing beside its field', () => {
  expect(Object.keys(placeErrors(emptyPlace, ''))).toEqual(['name', 'path']);
  expect(Object.keys(placeErrors({ ...host, hostId: '' }, ''))).toEqual(['hostId']);
  expect(Object.keys(placeErrors({ ...s3, bucket: '', endpoint: 'example', prefix: '/a' }, ''))).toEqual([
    'endpoint',
    'bucket',
    'prefix',
    'secretAccessKey',
  ]);
});
