import { expect, it } from 'vitest';
import { createChunkSize } from './chunk-size.ts';

const MB = 1_048_576;

it('grows on a fast line, by steps, up to a bound', () => {
  const chunk = createChunkSize();
  chunk.took(4 * MB, 20);
  expect(chunk.next()).toBe(16 * MB);
  chunk.took(16 * MB, 80);
  chunk.took(64 * MB, 300);
  expect(chunk.next()).toBe(64 * MB);
});

it('becomes as small as a slow line needs, but not smaller than is sensible', () => {
  const chunk = createChunkSize();
  chunk.took(4 * MB, 12_000);
  expect(chunk.next()).toBe(1 * MB);
  chunk.took(1 * MB, 100_000);
  expect(chunk.next()).toBe(256 * 1024);
});
