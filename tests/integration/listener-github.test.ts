// Login with GitHub against a real server on the loopback that checks state, secret and PKCE as GitHub does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GithubServer, startGithubServer } from '../support/github-server.ts';
import { type Answer, type Browser, send, startTestListener, type TestListener } from '../support/test-listener.ts';

let github: GithubServer;
let server: TestListener;
beforeEach(async () => {
  github = await startGithubServer();
  server = await startTestListener({ github, allowedUsers: ['grace'] });
});
afterEach(async () => {
  await server.close();
  await github.close();
});

const asPerson = { headers: { accept: 'text/html' } };

/** From the button to the address that GitHub sends the browser back to. */
async function goToGithub(browser: Browser): Promise<string> {
  const start = await browser.ask('/auth/github', asPerson);
  expect(start.status).toBe(302);
  const authorize = new URL(start.headers.location ?? '');
  expect(authorize.origin).toBe(github.url);
  const back = await send(github.url, `${authorize.pathname}${authorize.search}`, {});
  expect(back.status).toBe(302);
  return (back.headers.location ?? '').slice(server.url.length);
}

async function login(browser: Browser): Promise<Answer> {
  return browser.ask(await goToGithub(browser), asPerson);
}

describe('login with GitHub', () => {
  it('lets in whoever is on the list', async () => {
    github.account = { ...github.account, login: 'Grace' };
    const browser = server.browser();
    const answer = await login(browser);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect((await browser.ask('/')).text).toContain('<title>dashboard</title>');
    expect([...browser.cookies.keys()]).toEqual(['minipaas']);
  });

  it('sends a state and a challenge, made anew each time', async () => {
    const starts = await Promise.all([1, 2].map(() => server.browser().ask('/auth/github')));
    const queries = starts.map(({ headers }) => new URL(headers.location ?? '').searchParams);
    for (const query of queries) {
      expect(query.get('client_id')).toBe('test-client');
      expect(query.get('scope')).toBe('repo read:user');
      expect(query.get('code_challenge_method')).toBe('S256');
      expect(query.get('redirect_uri')).toBe(`${server.url}/auth/github/callback`);
      expect(query.has('client_secret')).toBe(false);
    }
    for (const name of ['state', 'code_challenge']) {
      expect(queries[0]?.get(name)).not.toBe(queries[1]?.get(name));
    }
    for (const cookie of starts[0]?.headers['set-cookie'] ?? []) {
      expect(cookie).toMatch(/Path=\/auth\/github; HttpOnly; SameSite=Lax/i);
    }
  });

  it('refuses whoever is not on the list, and opens no session', async () => {
    const browser = server.browser();
    const answer = await login(browser);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('You may not log in here as ada.');
    expect(browser.cookies.has('minipaas')).toBe(false);
    expect((await browser.ask('/api/session')).status).toBe(401);
  });

  it('links the account of the owner, who may log in with it from then on', async () => {
    const own = await server.loggedIn();
    const before = own.cookies.get('minipaas');
    expect((await login(own)).status).toBe(303);
    expect(own.cookies.get('minipaas')).not.toBe(before);
    const elsewhere = server.browser();
    expect((await login(elsewhere)).status).toBe(303);
    expect((await elsewhere.ask('/api/session')).json()).toMatchObject({ user: { id: 1 } });
  });

  it('refuses a callback that this browser did not ask for', async () => {
    github.account = { ...github.account, login: 'grace' };
    const attacker = server.browser();
    const callback = await goToGithub(attacker);
    const victim = server.browser();
    const answer = await victim.ask(callback, asPerson);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('was not started in this browser');
    expect(victim.cookies.size).toBe(0);
    expect(github.requests.filter((line) => line.includes('access_token'))).toEqual([]);
  });

  it('refuses a code that was used already', async () => {
    github.account = { ...github.account, login: 'grace' };
    const browser = server.browser();
    const callback = await goToGithub(browser);
    const flow = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await browser.ask(callback)).status).toBe(303);
    const replay = await server.ask(callback, { headers: { cookie: flow } });
    expect(replay.status).toBe(502);
    expect(replay.json()).toMatchObject({ code: 'GITHUB_FAILED' });
    expect(replay.json()['message']).toContain('the login');
  });

  it('refuses a code whose verifier is another browser’s', async () => {
    const one = server.browser();
    const callback = await goToGithub(one);
    const other = server.browser();
    await goToGithub(other);
    const verifier = other.cookies.get('oauth2-code-verifier') ?? '';
    const state = one.cookies.get('oauth2-redirect-state') ?? '';
    const cookie = `oauth2-code-verifier=${verifier}; oauth2-redirect-state=${state}`;
    expect((await server.ask(callback, { headers: { cookie } })).status).toBe(502);
  });

  it('can be cancelled at GitHub', async () => {
    github.decision = 'deny';
    const answer = await login(server.browser());
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('cancelled');
  });

  it('says that GitHub does not answer', async () => {
    const browser = server.browser();
    const callback = await goToGithub(browser);
    github.failNext = { status: 503 };
    const answer = await browser.ask(callback, asPerson);
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('it answered 503');
    expect(answer.text).not.toContain('gho_');
  });

  it('never shows the secret or a token to the browser or the log', async () => {
    github.account = { ...github.account, login: 'grace' };
    const browser = server.browser();
    const answers = [await login(browser), await browser.ask('/api/session'), await browser.ask('/')];
    const seen = JSON.stringify([answers, server.logged]);
    expect(seen).not.toContain('test-secret');
    expect(seen).not.toContain('gho_');
  });
});
