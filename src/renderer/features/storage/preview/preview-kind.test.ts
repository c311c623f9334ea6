import { expect, it } from 'vitest';
import { previewKind } from './preview-kind.ts';

const kindOf = (mimeType: string | null, sizeBytes = 100) => previewKind({ kind: 'file', mimeType, sizeBytes });

it('shows what browsers can show', () => {
  expect([kindOf('image/png'), kindOf('audio/mpeg'), kindOf('video/mp4', 9e9), kindOf('image/tiff')]).toEqual([
    'image',
    'audio',
    'video',
    null,
  ]);
});

it('shows small text, by whatever name it goes', () => {
  expect(
    ['text/plain', 'application/json', 'application/ld+json', 'application/x-yaml'].map((type) => kindOf(type)),
  ).toEqual(['text', 'text', 'text', 'text']);
  expect(kindOf('text/plain', 2_000_000)).toBeNull();
  expect([kindOf(null), kindOf(null, 1_000_000)]).toEqual(['text', null]);
});

it('shows documents that can hold scripts as text only', () => {
  expect([kindOf('text/html'), kindOf('image/svg+xml'), kindOf('application/xhtml+xml')]).toEqual([
    'text',
    'text',
    'text',
  ]);
  expect(kindOf('application/pdf')).toBeNull();
});

it('shows nothing but files', () => {
  expect(previewKind({ kind: 'folder', mimeType: null, sizeBytes: 0 })).toBeNull();
  expect(previewKind({ kind: 'fifo', mimeType: 'text/plain', sizeBytes: 0 })).toBeNull();
});
