import { describe, expect, it } from 'vitest';
import { readGithubConfiguration } from './github-configuration.ts';

const application = { MINIPAAS_GITHUB_CLIENT_ID: 'id', MINIPAAS_GITHUB_CLIENT_SECRET: 'secret' };

describe('readGithubConfiguration', () => {
  it('is null where nothing is set', () => {
    expect(readGithubConfiguration({})).toBeNull();
  });
  it('knows GitHub itself and Enterprise servers', () => {
    expect(readGithubConfiguration({ ...application, MINIPAAS_GITHUB_ALLOWED_USERS: 'ann, bob' })).toEqual({
      url: 'https://github.com',
      apiUrl: 'https://api.github.com',
      clientId: 'id',
      clientSecret: 'secret',
      allowedUsers: ['ann', 'bob'],
    });
    expect(readGithubConfiguration({ ...application, MINIPAAS_GITHUB_URL: 'https://git.example.com/' })).toMatchObject({
      url: 'https://git.example.com',
      apiUrl: 'https://git.example.com/api/v3',
    });
  });
  it.each([
    [{ MINIPAAS_GITHUB_CLIENT_ID: 'id' }, 'MINIPAAS_GITHUB_CLIENT_SECRET'],
    [{ ...application, MINIPAAS_GITHUB_URL: 'github' }, 'MINIPAAS_GITHUB_URL'],
  ])('names the variable that is wrong in %j', (env, field) => {
    expect(() => readGithubConfiguration(env)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field }));
  });
});
