import { describe, expect, it } from 'vitest';
import { type Settings, settings as schema } from '../../../contract/settings.ts';
import { changesOf, draftOf, settingsErrors } from './settings-draft.ts';

const settings: Settings = {
  defaultPort: 3000,
  maxConcurrentBuilds: 2,
  buildCacheEnabled: true,
  buildTimeoutSeconds: 1800,
  buildMemoryMB: null,
  buildCPUMillicores: null,
  resourceLimits: { defaultMemoryMB: 512, defaultCPUMillicores: 1000, defaultPidsLimit: 4096 },
  baseImages: { node: 'node:24', python: 'python:3.13', go: 'golang:1.26', static: 'nginx', goRuntime: 'alpine' },
  ingress: { driver: 'traefik', traefikImage: 'traefik', caddyImage: 'caddy', nameServers: [] },
  health: { diskWarningMB: 2048, diskFailureMB: 256, ownMemoryWarningMB: 600, hostMemoryWarningPercent: 5 },
  volumeDefaultSize: 5 * 1024 ** 3,
  volumes: { createDefault: false, defaultMountPath: '/app/storage', helperImage: 'busybox:stable' },
  registryMirror: null,
  buildCache: { registryImage: 'registry:2', unusedDays: null },
  retention: { keepDeployments: 10, keepImages: 5, logRetentionDays: 30, metricsDays: 30 },
};
const draft = draftOf(settings);

describe('changesOf', () => {
  it('sends nothing when nothing changed', () => {
    expect(changesOf(settings, draft)).toEqual({});
  });

  it('sends single values, and groups whole with what else is in them', () => {
    const changes = changesOf(settings, {
      ...draft,
      maxConcurrentBuilds: '4',
      buildCacheEnabled: 'false',
      'retention.keepImages': '9',
      'retention.logRetentionDays': '7',
      'resourceLimits.defaultMemoryMB': '',
      registryMirror: ' mirror.example.com ',
      'ingress.nameServers': '192.0.2.53, 192.0.2.54:5353',
    });
    expect(changes).toEqual({
      maxConcurrentBuilds: 4,
      buildCacheEnabled: false,
      retention: { keepDeployments: 10, keepImages: 9, logRetentionDays: 7, metricsDays: 30 },
      resourceLimits: { defaultMemoryMB: null, defaultCPUMillicores: 1000, defaultPidsLimit: 4096 },
      registryMirror: 'mirror.example.com',
      ingress: { ...settings.ingress, nameServers: ['192.0.2.53', '192.0.2.54:5353'] },
    });
    expect(draftOf({ ...settings, ...changes })['ingress.nameServers']).toBe('192.0.2.53, 192.0.2.54:5353');
    expect(
      changesOf({ ...settings, ...changes }, { ...draftOf({ ...settings, ...changes }), 'ingress.nameServers': '' }),
    ).toEqual({
      ingress: settings.ingress,
    });
    expect(schema.partial().safeParse(changes).success).toBe(true);
  });
});

it('marks what is empty or no number where one must stand', () => {
  const wrong = { ...draft, defaultPort: '', buildMemoryMB: 'much', 'baseImages.node': ' ', registryMirror: '' };
  expect(Object.keys(settingsErrors(wrong)).toSorted()).toEqual(['baseImages.node', 'buildMemoryMB', 'defaultPort']);
  expect(settingsErrors(draft)).toEqual({});
});
