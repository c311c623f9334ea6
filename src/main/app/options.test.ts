import { describe, expect, it } from 'vitest';
import { parseOptions, usage } from './options.ts';

describe('parseOptions', () => {
  it('leaves to the configuration what nobody said', () => {
    expect(parseOptions([], { MINIPAAS_DATA_DIR: '/data' })).toMatchObject({
      dataDir: '/data',
      port: null,
      host: null,
      logLevel: null,
      configFile: null,
      isDemo: false,
      token: null,
    });
  });

  it('reads flags and the environment', () => {
    const options = parseOptions(['--headless', '--port', '0', '--data-dir', '/x', '--demo', '--log-level', 'debug'], {
      MINIPAAS_TOKEN: 't',
    });
    expect(options).toMatchObject({ port: 0, dataDir: '/x', isDemo: true, logLevel: 'debug', token: 't' });
  });

  it('takes the file named by the flag, else by the environment', () => {
    expect(parseOptions(['--config', '/a.json'], { MINIPAAS_CONFIG: '/b.json' }).configFile).toBe('/a.json');
    expect(parseOptions([], { MINIPAAS_CONFIG: '/b.json' }).configFile).toBe('/b.json');
  });

  it.each([
    [['--port', '70x'], '--port'],
    [['--port', '65536'], '--port'],
    [['--log-level', 'loud'], '--log-level'],
    [['--host='], '--host'],
    [['--nope'], '--nope'],
    [['stray'], 'stray'],
  ])('refuses %j and names the flag', (args, name) => {
    expect(() => parseOptions(args, {})).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', message: expect.stringContaining(name) }),
    );
  });

  it('explains every flag it knows', () => {
    for (const flag of [
      '--headless',
      '--port',
      '--host',
      '--data-dir',
      '--config',
      '--log-level',
      '--token-file',
      '--passphrase-file',
      '--import',
      '--import-passphrase-file',
      '--demo',
      '--install-docker',
    ]) {
      expect(usage).toContain(flag);
    }
  });
});
