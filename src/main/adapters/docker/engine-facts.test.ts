import { describe, expect, it } from 'vitest';
import { compareVersions, engineSelf, negotiateApiVersion } from './engine-facts.ts';

const dockerVersion = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  MinAPIVersion: '1.24',
  Components: [{ Name: 'Engine' }, { Name: 'docker-init', Version: '0.19.0' }],
};
const dockerInfo = {
  OperatingSystem: 'Debian GNU/Linux 13',
  OSType: 'linux',
  Architecture: 'aarch64',
  NCPU: 4,
  MemTotal: 8_000_000_000,
  Driver: 'overlay2',
  CgroupVersion: '2',
  LoggingDriver: 'json-file',
  SystemTime: '2026-11-22T16:42:00.5Z',
  Name: 'web-1',
  KernelVersion: '6.12.0',
  DockerRootDir: '/var/lib/docker',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
};

describe('what an engine is', () => {
  it('is read from what it says', () => {
    expect(engineSelf(dockerVersion, dockerInfo, '1.44')).toEqual({
      facts: {
        version: '28.2.2',
        apiVersion: '1.44',
        hostName: 'web-1',
        operatingSystem: 'Debian GNU/Linux 13',
        kernelVersion: '6.12.0',
        architecture: 'aarch64',
        cpus: 4,
        memoryBytes: 8_000_000_000,
        storageDriver: 'overlay2',
        dataFolder: '/var/lib/docker',
        cgroupVersion: '2',
        isRootless: true,
        isPodman: false,
        hasBuildKit: true,
      },
      traits: {
        apiVersion: '1.44',
        logDriver: 'json-file',
        hasInit: true,
        systemTime: '2026-11-22T16:42:00.5Z',
      },
    });
  });

  it('is Podman without BuildKit', () => {
    const version = { Version: '5.4.0', ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] };
    expect(engineSelf(version, dockerInfo, '1.41')).toMatchObject({
      facts: { isPodman: true, hasBuildKit: false },
      traits: { hasInit: false },
    });
  });

  it('has no BuildKit on Windows, and no init where its program is missing', () => {
    const version = { ...dockerVersion, Components: [{ Name: 'docker-init', Version: 'N/A' }] };
    expect(engineSelf(version, { ...dockerInfo, OSType: 'windows' }, '1.44')).toMatchObject({
      facts: { hasBuildKit: false },
      traits: { hasInit: false },
    });
  });

  it('survives an engine that says next to nothing', () => {
    expect(engineSelf({}, null, '1.40').facts).toMatchObject({ version: '', cgroupVersion: '1', isRootless: false });
  });
});

describe('the version to speak', () => {
  it.each([
    [{ ApiVersion: '1.41', MinAPIVersion: '1.12' }, '1.41'],
    [{ ApiVersion: '1.50', MinAPIVersion: '1.24' }, '1.44'],
    [{ ApiVersion: '1.60', MinAPIVersion: '1.48' }, '1.48'],
  ])('of %o is %s', (version, expected) => {
    expect(negotiateApiVersion(version)).toBe(expected);
  });

  it('is refused when it is too old', () => {
    expect(() => negotiateApiVersion({ Version: '18.09', ApiVersion: '1.39' })).toThrow(
      /18\.09 \(API 1\.39\) is too old/,
    );
    expect(() => negotiateApiVersion('not an engine')).toThrow(/too old/);
  });

  it('is compared by numbers', () => {
    expect(compareVersions('1.9', '1.40')).toBeLessThan(0);
    expect(compareVersions('2.0', '1.99')).toBeGreaterThan(0);
    expect(compareVersions('1.41', '1.41')).toBe(0);
  });
});
