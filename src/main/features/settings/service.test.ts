import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../contract/events.ts';
import { type Settings, settings } from '../../../contract/settings.ts';
import { defaultSettings } from './defaults.ts';
import { settingsFromEnvironment } from './environment.ts';
import { createSettings } from './service.ts';

function fixture(env: Record<string, string> = {}) {
  let rows: Partial<Settings> = {};
  const events: AppEvent[] = [];
  const service = createSettings({
    store: {
      read: () => rows,
      write: (patch) => {
        rows = { ...rows, ...patch };
      },
    },
    fixed: settingsFromEnvironment(env),
    publish: (event) => void events.push(event),
    now: () => 1,
  });
  return { service, events, stored: () => rows };
}

describe('settings', () => {
  it('have defaults that the contract takes', () => {
    expect(settings.parse(defaultSettings)).toEqual(defaultSettings);
    expect(fixture().service.get()).toEqual(defaultSettings);
  });

  it('change, are stored and announced', () => {
    const { service, events, stored } = fixture();
    expect(service.update({ maxConcurrentBuilds: 4, registryMirror: undefined }).maxConcurrentBuilds).toBe(4);
    expect(stored()).toEqual({ maxConcurrentBuilds: 4 });
    expect(events).toEqual([{ type: 'settings' }]);
  });

  it('follow the environment, which cannot be changed from here', () => {
    const { service } = fixture({ MINIPAAS_MAX_CONCURRENT_BUILDS: '7', MINIPAAS_BASE_IMAGE_NODE: 'node:local' });
    expect(service.get()).toMatchObject({
      maxConcurrentBuilds: 7,
      baseImages: { node: 'node:local', python: 'python:{version}-slim' },
    });
    expect(() => service.update({ maxConcurrentBuilds: 2 })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'maxConcurrentBuilds' }),
    );
    expect(service.update({ maxConcurrentBuilds: 7, defaultPort: 8080 }).defaultPort).toBe(8080);
  });

  it.each([
    ['MINIPAAS_MAX_CONCURRENT_BUILDS', 'many'],
    ['MINIPAAS_DEFAULT_PORT', '0'],
  ])('name a variable that cannot be used: %s=%s', (name, value) => {
    expect(() => settingsFromEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: name }),
    );
  });
});
