import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import { createStorageWorld } from '../../../../tests/support/storage-world.ts';
import { createVolumeContent } from './volume-content.ts';

async function world() {
  const { services } = createStorageWorld();
  const { id } = await services.volumes.create({ id: 1 as ProjectId, name: 'data' });
  async function* entries() {
    for (const [path, content] of [
      ['song.mp3', '0123456789'],
      ['page.html', '<script>alert(1)</script>'],
    ] as const) {
      const bytes = Buffer.from(content);
      async function* pieces() {
        yield bytes;
      }
      yield { path, kind: 'file' as const, sizeBytes: bytes.length, content: pieces() };
    }
  }
  await services.files.receive(id, entries(), { folder: '/', conflict: 'fail' });
  const content = createVolumeContent(services.files);
  const get = (path: string, range: string | null = null) =>
    content({ url: `app://minipaas${path}`, range, signal: new AbortController().signal });
  return { id, get };
}

it('sends a file whole or in part', async () => {
  const { id, get } = await world();
  const whole = await get(`/volumes/${id}/content?path=%2Fsong.mp3`);
  expect(whole).toMatchObject({ status: 200, headers: { 'content-type': 'audio/mpeg', 'content-length': '10' } });
  const part = await get(`/volumes/${id}/content?path=%2Fsong.mp3`, 'bytes=2-4');
  expect(part).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 2-4/10' } });
  expect(part?.body && (await text(part.body))).toBe('234');
  expect(await get(`/volumes/${id}/content?path=%2Fsong.mp3`, 'bytes=50-')).toMatchObject({ status: 416, body: null });
});

it('lets nothing run that it sends', async () => {
  const { id, get } = await world();
  expect((await get(`/volumes/${id}/content?path=%2Fpage.html`))?.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
});

it('leaves other addresses to others, and says what is not there', async () => {
  const { id, get } = await world();
  expect([get('/index.html'), get(`/volumes/${id}/content/x`), get('/volumes/0/content?path=/a')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(await get(`/volumes/${id}/content?path=%2Fgone`)).toMatchObject({ status: 404, body: null });
  expect(await get(`/volumes/99/content?path=%2Fsong.mp3`)).toMatchObject({ status: 404 });
});
