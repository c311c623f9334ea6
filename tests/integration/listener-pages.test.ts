// What a browser sees: the landing page, the logins, the dashboard, the logout.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestListener, type TestListener } from '../support/test-listener.ts';

const landing = readFileSync(join(import.meta.dirname, '../../resources/landing.html'), 'utf8');
let server: TestListener;
const loggedOut: string[] = [];
beforeAll(async () => {
  server = await startTestListener({ onLogout: async (sessionId) => void loggedOut.push(sessionId) });
});
afterAll(() => server.close());

describe('the landing page', () => {
  it('is what the specification draws', () => {
    expect(landing).toContain('<title>miniPaaS</title>');
    expect(landing).toContain('<a href="/auth/github" class="login-btn">Login with GitHub</a>');
    expect(landing).toContain('<h2>YOUR cloud</h2>');
    expect(landing).toContain('Deploy applications from GitHub repositories to Docker containers.');
    expect(landing).toContain('Automatic builds. Environment variables. Live logs. Local or remote.');
    expect(landing).toContain('Self-hosted platform-as-a-service with minimal dependencies.');
    expect(landing).toContain('<p>Created by wedsmoker</p>');
    expect(landing).toContain('background-color: #c0c0c0;');
    expect(landing).not.toContain('<script');
  });

  it('is shown to whoever is not logged in, and not kept', async () => {
    const answer = await server.ask('/');
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(landing);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('explains how to set up GitHub where its button leads', async () => {
    const answer = await server.ask('/auth/github', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('MINIPAAS_GITHUB_CLIENT_ID');
    expect(answer.text).toContain(`${server.url}/auth/github/callback`);
    expect(answer.text).toContain('one-time link');
  });
});

describe('the schema of minipaas.json', () => {
  it('is there for editors, without a login', async () => {
    const answer = await server.ask('/schemas/minipaas.schema.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/schema+json; charset=utf-8');
    expect(answer.json()).toEqual(JSON.parse(readFileSync('schemas/minipaas.schema.json', 'utf8')));
  });
});

describe('the one-time login', () => {
  it('opens a session with a strict cookie, and the dashboard', async () => {
    const browser = server.browser();
    const { pathname, search } = new URL(server.listener.loginUrl() ?? '');
    const login = await browser.ask(`${pathname}${search}`);
    expect(login.status).toBe(303);
    expect(login.headers.location).toBe('/');
    const [cookie = ''] = login.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^minipaas=[\w-]{32}; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/i);
    expect((await browser.ask('/')).text).toContain('<title>dashboard</title>');
    expect((await browser.ask('/api/session')).json()).toMatchObject({ user: { login: 'owner' }, shell: 'browser' });
  });

  it('works once, and says what to do then', async () => {
    const { token } = server.identity.issueLoginLink();
    expect((await server.ask(`/auth/local?token=${token}`)).status).toBe(303);
    const again = await server.ask(`/auth/local?token=${token}`, { headers: { accept: 'text/html' } });
    expect(again.status).toBe(401);
    expect(again.text).toContain('used already or has expired');
    expect(again.text).toContain('minipaas login');
  });

  it('is not used up by whoever only looks ahead', async () => {
    const { token } = server.identity.issueLoginLink();
    const path = `/auth/local?token=${token}`;
    expect((await server.ask(path, { method: 'HEAD' })).status).toBe(404);
    expect((await server.ask(path, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(204);
    expect((await server.ask(path, { headers: { purpose: 'prefetch' } })).status).toBe(204);
    expect((await server.ask(path)).status).toBe(303);
  });

  it.each(['', '?token=', '?token=wrong', '?token=a&token=b'])('refuses /auth/local%s', async (query) => {
    const answer = await server.ask(`/auth/local${query}`);
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'LOGIN_LINK_INVALID' });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('gives a new id to a session that was planted before', async () => {
    const browser = await server.loggedIn();
    const planted = browser.cookies.get('minipaas') ?? '';
    await browser.ask(`/auth/local?token=${server.identity.issueLoginLink().token}`);
    expect(browser.cookies.get('minipaas')).not.toBe(planted);
    const thief = await server.ask('/api/session', { headers: { cookie: `minipaas=${planted}` } });
    expect(thief.status).toBe(401);
  });
});

describe('the session', () => {
  it('ends at the logout', async () => {
    const browser = await server.loggedIn();
    const id = browser.cookies.get('minipaas') ?? '';
    loggedOut.length = 0;
    const logout = await browser.change('/auth/logout');
    expect(logout.status).toBe(204);
    expect(loggedOut).toEqual([decodeURIComponent(id).split('.')[0]]);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.ask('/')).text).toBe(landing);
    expect((await server.ask('/api/session', { headers: { cookie: `minipaas=${id}` } })).status).toBe(401);
  });

  it('is not written again by what it asks, so that nothing brings it back after a logout', async () => {
    const browser = await server.loggedIn();
    expect((await browser.ask('/api/session')).headers['set-cookie']).toBeUndefined();
  });

  it('is not cleared by the answer to a request that was sent before a login', async () => {
    const browser = await server.loggedIn();
    const before = browser.cookies.get('minipaas') ?? '';
    await browser.ask(`/auth/local?token=${server.identity.issueLoginLink().token}`);
    const late = await server.ask('/', { headers: { cookie: `minipaas=${before}` } });
    expect(late.headers['set-cookie']).toBeUndefined();
    expect((await browser.ask('/api/session')).status).toBe(200);
  });

  it('ends after fourteen days', async () => {
    const browser = await server.loggedIn();
    expect((await browser.ask('/api/session')).status).toBe(200);
    const before = server.clock.now;
    server.clock.now += 15 * 24 * 3600 * 1000;
    expect((await browser.ask('/api/session')).status).toBe(401);
    server.clock.now = before;
  });

  it('leaves no row for visitors', async () => {
    const before = server.sessions.size;
    await server.ask('/');
    await server.ask('/api/projects');
    expect(server.sessions.size).toBe(before);
  });

  it('is marked secure behind TLS', async () => {
    const behindProxy = await startTestListener({ trustProxy: true, allowedHosts: ['paas.example.com'] });
    const { token } = behindProxy.identity.issueLoginLink();
    const answer = await behindProxy.ask(`/auth/local?token=${token}`, {
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'paas.example.com' },
    });
    await behindProxy.close();
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Lax/i);
  });
});

describe('the dashboard’s files', () => {
  it('are kept for ever where their name changes with their content', async () => {
    const answer = await server.ask('/assets/index-abc123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toContain('javascript');
  });

  it.each([
    '/index.html',
    '/.secret',
    '/assets/',
    '/assets/../.secret',
    '/assets/..%2f.secret',
    '/..%2f..%2fetc/passwd',
    '/nothing',
  ])('do not include %s', async (path) => {
    const answer = await server.ask(path, { headers: { accept: 'text/html' } });
    expect([403, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('hidden');
    expect(answer.text).not.toContain('<title>dashboard');
  });

  it('may be missing: the page says what to run', async () => {
    const unbuilt = await startTestListener({
      files: { dashboard: import.meta.dirname, landing: join(import.meta.dirname, '../../resources/landing.html') },
    });
    const browser = await unbuilt.loggedIn();
    const answer = await browser.ask('/');
    await unbuilt.close();
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('npm run build');
  });
});

describe('every answer', () => {
  it.each(['/', '/assets/index-abc123.js', '/api/health', '/nothing'])(
    'of %s has the headers that keep a page to itself',
    async (path) => {
      const { headers } = await server.ask(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data: https:;" +
          "object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );
});
