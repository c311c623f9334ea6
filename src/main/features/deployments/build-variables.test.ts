import { describe, expect, it } from 'vitest';
import { buildVariables, SECRETS_REVISION } from './build-variables.ts';
import type { SnapshotVariable } from './ports/deployment-store.ts';

const plan = { dockerfilePath: 'Dockerfile', secretMounts: ['TOKEN'], buildArguments: [{ key: 'API_URL', line: 3 }] };
const token: SnapshotVariable = { key: 'TOKEN', scope: 'both', isSecret: true, sealed: 'sealed 1' };
const values = new Map([
  ['API_URL', 'https://api'],
  ['TOKEN', 'canary'],
  ['RUN_ONLY', 'x'],
]);

describe('what a build gets', () => {
  it('is plain variables as arguments and mounted secrets, of those that are for it', () => {
    const { args, secrets, notes } = buildVariables(
      [
        { key: 'API_URL', isSecret: false, value: 'https://api' },
        { key: 'RUN_ONLY', scope: 'run', isSecret: false, value: 'x' },
        { key: 'OLD_SECRET', isSecret: true, sealed: 's' },
        token,
      ],
      values,
      plan,
    );
    expect(args).toEqual({
      API_URL: 'https://api',
      [SECRETS_REVISION]: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(secrets).toEqual(new Map([['TOKEN', 'canary']]));
    expect(notes).toEqual([]);
  });

  it('names the state of its secrets anew with each value', () => {
    const revision = (sealed: string) =>
      buildVariables([{ ...token, isSecret: true, sealed }], values, plan).args[SECRETS_REVISION];
    expect(revision('a')).toBe(revision('a'));
    expect(revision('a')).not.toBe(revision('b'));
  });

  it('is never a secret as an argument', () => {
    const asked = { ...plan, buildArguments: [{ key: 'TOKEN', line: 7 }] };
    expect(() => buildVariables([token], values, asked)).toThrow(
      expect.objectContaining({
        code: 'BUILD_SECRET_AS_ARGUMENT',
        message: expect.stringContaining('Line 7') as string,
      }),
    );
    // One of run time alone is not given at all.
    expect(buildVariables([{ ...token, scope: 'run' }], values, asked).args).toEqual({});
  });

  it('says what nobody mounts, and what is mounted and not there', () => {
    const { secrets, notes } = buildVariables([token], values, { ...plan, secretMounts: ['OTHER'] });
    expect(secrets.size).toBe(0);
    expect(notes).toEqual([
      expect.stringContaining('mounts it nowhere'),
      expect.stringContaining('no secret of that name is set for the build'),
    ]);
  });
});
