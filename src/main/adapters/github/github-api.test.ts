import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GithubServer, sampleRepository, startGithubServer } from '../../../../tests/support/github-server.ts';
import { createGithubApi } from './github-api.ts';

let github: GithubServer;
beforeEach(async () => {
  github = await startGithubServer();
});
afterEach(() => github.close());

const apiOf = (timeoutMs = 5000) => createGithubApi({ apiUrl: github.apiUrl, timeoutMs });

describe('createGithubApi', () => {
  it('tells whose token it is', async () => {
    expect(await apiOf().viewer(github.issueToken())).toEqual({
      id: 1001,
      login: 'ada',
      name: 'Ada Lovelace',
      avatarUrl: `${github.url}/ada.png`,
    });
  });

  it('lists repositories page by page', async () => {
    github.repositories = Array.from({ length: 65 }, (_, index) => sampleRepository(`ada/app-${index}`));
    const api = apiOf();
    const token = github.issueToken();
    const pages = [1, 2, 3].map((page) => api.repositories(token, { query: '', page }));
    const [first, second, third] = await Promise.all(pages);
    expect(first?.items[0]).toEqual({
      fullName: 'ada/app-0',
      description: null,
      cloneUrl: 'https://github.com/ada/app-0.git',
      defaultBranch: 'main',
      isPrivate: false,
      language: 'TypeScript',
      pushedAt: '2026-01-02T03:04:05.000Z',
    });
    expect([first, second, third].map((page) => [page?.items.length, page?.hasMore])).toEqual([
      [30, true],
      [30, true],
      [5, false],
    ]);
  });

  it('searches names and descriptions of all repositories, asking GitHub once', async () => {
    github.repositories = [
      ...Array.from({ length: 140 }, (_, index) => sampleRepository(`team/service-${index}`)),
      sampleRepository('ada/Shop', { description: 'Sells tea' }),
      sampleRepository('ada/blog', { description: null, language: null, pushed_at: null }),
    ];
    const api = apiOf();
    const token = github.issueToken();
    const names = async (query: string, page = 1) =>
      (await api.repositories(token, { query, page })).items.map(({ fullName }) => fullName);
    expect(await names('shop')).toEqual(['ada/Shop']);
    expect(await names('TEA ada')).toEqual(['ada/Shop']);
    expect(await names('nothing')).toEqual([]);
    expect(await names('service', 5)).toHaveLength(20);
    expect(github.requests).toHaveLength(2);
  });

  it('says that a refused token is no login', async () => {
    await expect(apiOf().viewer('stolen')).rejects.toMatchObject({ code: 'GITHUB_NOT_CONNECTED' });
  });

  it.each([
    [{ status: 502 }, 'it answered 502'],
    [{ status: 403 }, 'it answered 403'],
    [
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767322800' } },
      'its limit of requests is used up until 03:00 UTC',
    ],
    [{ status: 429 }, 'its limit of requests is used up'],
    [{ status: 200, body: '<html>' }, 'its answer is not JSON'],
    [{ status: 200, body: '{"login":1}' }, 'its answer has another shape'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'the connection failed'],
  ])('turns %j into a sentence', async (failure, problem) => {
    github.failNext = failure;
    await expect(apiOf().viewer(github.issueToken())).rejects.toMatchObject({
      code: 'GITHUB_FAILED',
      isTransient: true,
      message: expect.stringContaining(problem) as string,
    });
  });

  it('gives up on a server that does not answer', async () => {
    github.failNext = 'hang';
    await expect(apiOf(50).viewer(github.issueToken())).rejects.toThrow('no answer within 0.05 s');
  });

  it('says that a server cannot be reached', async () => {
    const token = github.issueToken();
    await github.close();
    await expect(apiOf().viewer(token)).rejects.toThrow('the connection failed (ECONNREFUSED)');
  });

  it('stops when the caller goes away', async () => {
    github.failNext = 'hang';
    const controller = new AbortController();
    const answer = apiOf().viewer(github.issueToken(), controller.signal);
    controller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
  });
});
