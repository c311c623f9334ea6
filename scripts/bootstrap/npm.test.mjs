import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNpm, innerNpmEnvironment, knowsAllowScripts } from './npm.mjs';

describe('innerNpmEnvironment', () => {
  it('keeps how to reach a registry', () => {
    const env = {
      PATH: '/bin',
      HTTPS_PROXY: 'http://p',
      npm_config_registry: 'http://r',
      npm_config_cafile: '/ca.pem',
      npm_config_proxy: 'http://p',
      npm_config_userconfig: '/home/u/.npmrc',
      npm_config_globalconfig: '/etc/npmrc',
      npm_config_cache: '/cache',
      npm_config_ignore_scripts: 'true',
      'npm_config_//r/:_authToken': 't',
    };
    expect(innerNpmEnvironment(env)).toEqual(env);
  });

  it('drops what the outer command was told to do', () => {
    const outer = {
      npm_config_prefix: '/elsewhere',
      npm_config_local_prefix: '/elsewhere',
      NPM_CONFIG_GLOBAL: 'true',
      npm_config_dry_run: 'true',
      npm_config_omit: 'dev',
      npm_lifecycle_event: 'start',
      npm_package_name: 'minipaas',
      npm_command: 'run',
      npm_execpath: '/npm-cli.js',
      INIT_CWD: '/elsewhere',
    };
    expect(innerNpmEnvironment({ ...outer, PATH: '/bin' })).toEqual({ PATH: '/bin' });
  });
});

describe('findNpm', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'minipaas-npm-'));
    for (const folder of ['bin', 'modules/.bin', 'npm/bin']) mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['bin/node', 'modules/.bin/node', 'npm/bin/npm-cli.js']) writeFileSync(join(root, file), '');
    symlinkSync(join(root, 'npm/bin/npm-cli.js'), join(root, 'bin/npm'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('uses the npm that started us, with the Node that runs us', () => {
    const env = { PATH: '', npm_execpath: join(root, 'npm/bin/npm-cli.js') };
    expect(findNpm({ env, modules: join(root, 'modules'), execPath: join(root, 'bin/node') })).toEqual({
      node: join(root, 'bin/node'),
      cli: join(root, 'npm/bin/npm-cli.js'),
    });
  });

  it('never runs npm with the Node that npm is about to replace', () => {
    const env = { PATH: `${join(root, 'modules/.bin')}:${join(root, 'bin')}` };
    expect(findNpm({ env, modules: join(root, 'modules'), execPath: join(root, 'modules/.bin/node') })).toEqual({
      node: join(root, 'bin/node'),
      cli: join(root, 'npm/bin/npm-cli.js'),
    });
  });

  it('does not take another package manager for npm', () => {
    const yarn = join(root, 'npm/bin/yarn.js');
    writeFileSync(yarn, '');
    const env = { PATH: '', npm_execpath: yarn };
    expect(findNpm({ env, modules: join(root, 'modules'), execPath: join(root, 'bin/node') })).toBeUndefined();
  });

  it('asks the npm itself whether it knows allowScripts', () => {
    const cli = join(root, 'npm/bin/npm-cli.js');
    expect(knowsAllowScripts(cli)).toBe(false);
    const definitions = join(root, 'npm/node_modules/@npmcli/config/lib/definitions');
    mkdirSync(definitions, { recursive: true });
    writeFileSync(join(definitions, 'definitions.js'), "'strict-allow-scripts': new Definition(");
    expect(knowsAllowScripts(cli)).toBe(true);
  });
});
