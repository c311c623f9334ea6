import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../contract/events.ts';
import { settings, type SettingsPatch } from '../../../contract/settings.ts';
import { defaultSettings } from './defaults.ts';
import { settingsFromEnvironment } from './environment.ts';
import { createSettings } from './service.ts';

function fixture(env: Record<string, string> = {}, file: SettingsPatch | null = null) {
  let rows: SettingsPatch = {};
  const events: AppEvent[] = [];
  const service = createSettings({
    store: {
      read: () => rows,
      write: (patch) => {
        rows = { ...rows, ...patch };
      },
    },
    environment: settingsFromEnvironment(env),
    file: file === null ? null : { values: file, whereOf: () => '/data/minipaas.config.js' },
    startOrigins: [{ path: 'logLevel', value: 'info', source: 'default', where: null }],
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
    ['MINIPAAS_INGRESS_NAME_SERVERS', 'dns.example.com'],
    ['MINIPAAS_INGRESS_NAME_SERVERS', '192.0.2.256'],
    ['MINIPAAS_INGRESS_NAME_SERVERS', '192.0.2.53,'],
  ])('name a variable that cannot be used: %s=%s', (name, value) => {
    expect(() => settingsFromEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: name }),
    );
  });

  it('take name servers by address, with a port or without', () => {
    const servers = ['192.0.2.53', '192.0.2.54:5353', '2001:db8::53', '[2001:db8::53]:5353'];
    const { service } = fixture({ MINIPAAS_INGRESS_NAME_SERVERS: servers.slice(1).join(', ') });
    expect(service.get().ingress.nameServers).toEqual(servers.slice(1));
    expect(fixture().service.update({ ingress: { nameServers: servers.slice(0, 1) } }).ingress).toEqual({
      ...defaultSettings.ingress,
      nameServers: servers.slice(0, 1),
    });
  });

  it('take a group in part, and keep what else is in it', () => {
    const { service, stored } = fixture();
    service.update({ retention: { keepImages: 3 } });
    expect(service.update({ retention: { keepDeployments: 4 } }).retention).toEqual({
      ...defaultSettings.retention,
      keepImages: 3,
      keepDeployments: 4,
    });
    expect(stored()).toEqual({ retention: { keepImages: 3, keepDeployments: 4 } });
  });

  it('come from the file before the dashboard, and from the environment before the file', () => {
    const { service } = fixture({ MINIPAAS_DEFAULT_PORT: '1000' }, { defaultPort: 2000, maxConcurrentBuilds: 3 });
    expect(service.get()).toMatchObject({ defaultPort: 1000, maxConcurrentBuilds: 3 });
    expect(() => service.update({ maxConcurrentBuilds: 4 })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        field: 'maxConcurrentBuilds',
        message: expect.stringContaining('/data/minipaas.config.js'),
      }),
    );
  });

  it('tell where each value comes from', () => {
    const { service } = fixture(
      { MINIPAAS_BASE_IMAGE_NODE: 'node:local' },
      { retention: { keepImages: 9 }, buildCacheEnabled: false },
    );
    service.update({ maxConcurrentBuilds: 4 });
    const origins = new Map(service.origins().map(({ path, ...origin }) => [path, origin]));
    expect(origins.get('baseImages.node')).toEqual({
      value: 'node:local',
      source: 'environment',
      where: 'MINIPAAS_BASE_IMAGE_NODE',
    });
    expect(origins.get('retention.keepImages')).toEqual({
      value: 9,
      source: 'file',
      where: '/data/minipaas.config.js',
    });
    expect(origins.get('maxConcurrentBuilds')).toMatchObject({ value: 4, source: 'settingsPage' });
    expect(origins.get('retention.keepDeployments')).toMatchObject({ source: 'default' });
    expect(origins.get('logLevel')).toMatchObject({ value: 'info', source: 'default' });
  });

  it('do not become the dashboard’s by saving the group they are in', () => {
    const { service, stored } = fixture({}, { retention: { keepImages: 9 } });
    const { retention } = service.get();
    service.update({ retention: { ...retention, logRetentionDays: 7 } });
    expect(stored()).toEqual({ retention: { logRetentionDays: 7 } });
    service.useFile(null);
    expect(service.get().retention).toEqual({ ...defaultSettings.retention, logRetentionDays: 7 });
  });

  it('change when the file does, and say so', () => {
    const { service, events } = fixture({}, { defaultPort: 2000 });
    service.useFile({ values: { defaultPort: 2001 }, whereOf: () => '/other' });
    expect(service.get().defaultPort).toBe(2001);
    expect(events).toEqual([{ type: 'settings' }]);
  });
});
