import { describe, expect, it } from 'vitest';
import { checkConfiguration } from './configuration.ts';

const problemsOf = (value: unknown) => {
  const result = checkConfiguration(value);
  return result.ok ? [] : result.problems.map(({ path, problem }) => `${path.join('.')}: ${problem}`);
};

describe('checkConfiguration', () => {
  it('takes the example of the documentation', () => {
    const value = {
      defaultPort: 3000,
      maxConcurrentBuilds: 2,
      buildCacheEnabled: true,
      resourceLimits: { defaultMemoryMB: 512, defaultCPUMillicores: 1000 },
      retention: { keepDeployments: 10, keepImages: 5, logRetentionDays: 30 },
    };
    expect(checkConfiguration(value)).toEqual({ ok: true, value });
  });

  it('takes an empty one, a part of a group, and what only a start changes', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ retention: { keepImages: 3 }, listener: { port: 0 }, logLevel: 'debug' })).toEqual([]);
  });

  it('names every problem with the values that are allowed', () => {
    expect(
      problemsOf({ maxConcurrentBuilds: 99, retention: { keepImages: '5' }, buildCacheEnabled: 1, logLevel: 'loud' }),
    ).toEqual([
      'maxConcurrentBuilds: must be at most 32',
      'buildCacheEnabled: must be true or false',
      'retention.keepImages: must be a number',
      'logLevel: must be debug or info or warn or error',
    ]);
  });

  it.each([
    [{ maxConcurrentBuild: 2 }, /^maxConcurrentBuild: is not known; maxConcurrentBuilds is$/],
    [{ maxconcurrentbuilds: 2 }, /^maxconcurrentbuilds: is not known; maxConcurrentBuilds is$/],
    [{ defaultPrt: 2 }, /^defaultPrt: is not known; defaultPort is$/],
    [{ retention: { images: 2 } }, /^retention\.images: is not known here; there are keepDeployments, keepImages/],
  ])('knows what was meant by %j', (value, expected) => {
    expect(problemsOf(value).join('\n')).toMatch(expected);
  });

  it.each([[null], [[]], ['text'], [3]])('refuses %j', (value) => {
    expect(problemsOf(value)).toEqual([': must be an object']);
  });
});
