import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import config from '../../vite.config.ts';

describe('the bundle of the control plane', () => {
  it('is built also where an optional package could not be installed', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    // The others are Node itself, which nothing imports.
    const imported = Object.keys(optionalDependencies).filter((name) => !name.startsWith('node-'));
    expect(imported).toEqual(['keytar']);
    // The resolver's list (`resolve.external`) is of no use for what is not there to be resolved.
    expect(config.environments?.['main']?.build?.rolldownOptions?.external).toEqual(expect.arrayContaining(imported));
  });
});
