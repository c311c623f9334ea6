import { describe, expect, it } from 'vitest';
import { buildQuery } from './build-query.ts';

const request = {
  tag: 'minipaas/shop:7',
  dockerfilePath: 'Dockerfile',
  labels: { a: '1' },
  buildArgs: { B: '2' },
  isCacheEnabled: true,
  isCacheIgnored: false,
  cacheFrom: ['minipaas/shop:6'],
  memoryBytes: 512,
  cpuMillicores: 1500,
};

describe('a build as the engine takes it', () => {
  it('uses BuildKit with a cache that outlives its own', () => {
    expect(buildQuery(request, 'id')).toEqual({
      version: '2',
      buildid: 'id',
      t: 'minipaas/shop:7',
      dockerfile: 'Dockerfile',
      labels: '{"a":"1"}',
      buildargs: '{"BUILDKIT_INLINE_CACHE":"1","B":"2"}',
      cachefrom: '["minipaas/shop:6"]',
      rm: true,
      forcerm: true,
    });
  });

  it('gives the classic builder its limits', () => {
    expect(buildQuery(request, null)).toEqual({
      t: 'minipaas/shop:7',
      dockerfile: 'Dockerfile',
      labels: '{"a":"1"}',
      buildargs: '{"B":"2"}',
      cachefrom: '["minipaas/shop:6"]',
      rm: true,
      forcerm: true,
      memory: 512,
      memswap: 512,
      cpuperiod: 100_000,
      cpuquota: 150_000,
    });
  });

  it('uses no cache where none is wanted', () => {
    const query = buildQuery({ ...request, isCacheEnabled: false, isCacheIgnored: true }, 'id');
    expect(query).toMatchObject({ nocache: true, buildargs: '{"B":"2"}' });
    expect(query).not.toHaveProperty('cachefrom');
  });

  it('runs every step after the cache was cleared, and leaves what later builds can take', () => {
    const query = buildQuery({ ...request, isCacheIgnored: true }, 'id');
    expect(query).toMatchObject({ nocache: true, buildargs: '{"BUILDKIT_INLINE_CACHE":"1","B":"2"}' });
    expect(query).not.toHaveProperty('cachefrom');
  });
});
