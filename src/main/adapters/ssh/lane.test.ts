import { describe, expect, it } from 'vitest';
import { laneOf } from './lane.ts';

describe('the lane of a request', () => {
  it.each([
    '/v1.41/build?t=x',
    '/v1.41/images/create?fromImage=x',
    '/images/a%2Fb:1/get',
    '/v1.41/containers/abc/logs?follow=true',
    '/v1.41/containers/abc/archive?path=/v',
    '/v1.41/containers/abc/stats?stream=true',
    '/v1.41/containers/abc/stats',
    '/exec/abc/start',
    '/v1.41/exec/abc/start?',
  ])('of %s is that of long streams', (path) => expect(laneOf(path)).toBe('bulk'));

  it.each([
    '/_ping',
    '/v1.41/version',
    '/v1.41/events?since=1',
    '/v1.41/containers/json?all=true',
    '/v1.41/containers/logs/json',
    '/v1.41/containers/abc/stats?stream=false',
    '/v1.41/build/prune',
    '/v1.41/images/json',
    '/v1.41/exec/abc/start?lane=calls',
  ])('of %s is that of calls', (path) => expect(laneOf(path)).toBe('calls'));
});
