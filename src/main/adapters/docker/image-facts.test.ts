import type Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { toImageFacts } from './image-facts.ts';

const image = (change: object): Docker.ImageInspectInfo => {
  const answer: unknown = { Id: 'sha256:1', RepoTags: ['a:1'], Size: 7, Created: '1970-01-01T00:00:01Z', ...change };
  return answer as Docker.ImageInspectInfo;
};

describe('an image', () => {
  it('is told by what the engine says', () => {
    const Config = {
      Labels: { a: '1' },
      ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '80/tcp': {} },
      Healthcheck: { Test: ['CMD', 'true'] },
    };
    expect(toImageFacts(image({ Config }))).toEqual({
      id: 'sha256:1',
      tags: ['a:1'],
      sizeBytes: 7,
      createdAt: 1000,
      labels: { a: '1' },
      exposedPorts: [80, 8080],
      hasHealthCheck: true,
    });
  });

  it('may have next to nothing', () => {
    expect(toImageFacts(image({ RepoTags: null, Config: null }))).toMatchObject({
      tags: [],
      labels: {},
      exposedPorts: [],
      hasHealthCheck: false,
    });
    expect(toImageFacts(image({ Config: { Healthcheck: { Test: ['NONE'] } } })).hasHealthCheck).toBe(false);
  });
});
