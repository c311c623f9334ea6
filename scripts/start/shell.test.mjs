import { describe, expect, it } from 'vitest';
import { chooseShell, swallowedFlags } from './shell.mjs';

/** @type {import('./shell.mjs').Surroundings} */
const desk = { platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false, sandboxProblem: undefined };

describe('chooseShell', () => {
  it('opens the desktop where there is a screen', () => {
    expect(chooseShell([], desk)).toEqual({ shell: 'desktop' });
    expect(chooseShell([], { ...desk, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual({ shell: 'desktop' });
    expect(chooseShell([], { ...desk, platform: 'darwin', env: {} })).toEqual({ shell: 'desktop' });
    expect(chooseShell(['--demo'], { ...desk, platform: 'win32', env: {} })).toEqual({ shell: 'desktop' });
  });

  it('does as it is told without giving reasons', () => {
    expect(chooseShell(['--headless'], desk)).toEqual({ shell: 'headless', reason: undefined });
    expect(chooseShell(['--help'], desk)).toEqual({ shell: 'headless', reason: undefined });
  });

  it.each([
    ['there is no display', { env: {} }, 'no display'],
    ['the display is empty', { env: { DISPLAY: '' } }, 'no display'],
    ['root asks', { isRoot: true }, 'root'],
    ['there can be no sandbox', { sandboxProblem: 'no namespaces' }, 'no namespaces'],
  ])('goes headless and says why when %s', (_when, change, reason) => {
    expect(chooseShell([], { ...desk, ...change })).toEqual({
      shell: 'headless',
      reason: expect.stringContaining(reason),
    });
  });
});

it('finds the flags that npm kept for itself', () => {
  const env = { npm_config_headless: 'true', npm_config_data_dir: '/d', npm_config_registry: 'http://r' };
  expect(swallowedFlags(env, ['--headless', '--demo', '--data-dir'])).toEqual(['--headless', '--data-dir']);
});
