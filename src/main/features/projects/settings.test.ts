import { describe, expect, it } from 'vitest';
import { changeSettings, initialSettings } from './settings.ts';

const defaults = {
  isBuildCacheEnabled: true,
  memoryLimitMb: 512,
  cpuLimitMillicores: 1000,
  pidsLimit: 4096,
  keepImageHistory: 5,
};

describe('project settings', () => {
  it('begin with the defaults and what was wanted', () => {
    const settings = initialSettings(defaults, { port: 8080, memoryLimitMb: null });
    expect(settings).toMatchObject({ port: 8080, memoryLimitMb: null, cpuLimitMillicores: 1000, keepImageHistory: 5 });
  });
  it('tell a change from none', () => {
    const settings = initialSettings(defaults, {});
    expect(changeSettings(settings, { port: null, keepImageHistory: 5 })).toBeNull();
    expect(changeSettings(settings, { healthPath: '/up' })).toEqual({ ...settings, healthPath: '/up' });
  });
});
