// Nobody is let in: every route × every way of asking that must be refused, made from the contract.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../src/contract/contract.ts';
import { type Ask, type Browser, startTestListener, type TestListener } from '../support/test-listener.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
}

const routes: readonly Route[] = [
  ...Object.values(contract)
    .flatMap((group) => Object.values(group))
    .map((procedure) => {
      const { method = 'GET', path = '' } = procedure['~orpc'].route;
      const isPublic = path === '/health';
      return { method, path: `/api${path.replaceAll('{id}', '1')}`, isPublic };
    })
    // Its answer has no end; what is asked of it here is asked below.
    .filter(({ path }) => path !== '/api/events'),
  { method: 'GET', path: '/api/events', isPublic: false },
  { method: 'GET', path: '/api/deployments/1/logs/download', isPublic: false },
  { method: 'GET', path: '/api/reports/one/download', isPublic: false },
  { method: 'POST', path: '/api/auth/login-link', isPublic: false },
  { method: 'GET', path: '/api/openapi.json', isPublic: false },
  { method: 'GET', path: '/api/not-there', isPublic: false },
  { method: 'POST', path: '/auth/logout', isPublic: false },
  { method: 'GET', path: '/rpc', isPublic: false },
];
const closed = routes.filter(({ isPublic }) => !isPublic);
const changing = closed.filter(({ method }) => method !== 'GET');
const nameOf = ({ method, path }: Route) => `${method} ${path}`;

let server: TestListener;
let browser: Browser;
let csrf: string;
beforeAll(async () => {
  server = await startTestListener({ limits: { loggedIn: 1e6, anonymous: 1e6, logins: 1e6, wrongTokens: 1e6 } });
  browser = await server.loggedIn();
  csrf = String((await browser.ask('/api/session')).headers['x-csrf-token']);
  server.fake.calls.splice(0);
});
afterAll(() => server.close());
afterEach(() => void server.fake.calls.splice(0));

const bodyOf = ({ method }: Route): Pick<Ask, 'method' | 'body'> =>
  method === 'GET' ? { method } : { method, body: {} };
const session = () => ({ cookie: `minipaas=${browser.cookies.get('minipaas')}` });
/** What our own page sends: every refusal below changes one thing of it. */
const good = (headers: Record<string, string> = {}) => ({
  ...session(),
  origin: server.url,
  'sec-fetch-site': 'same-origin',
  'x-csrf-token': csrf,
  ...headers,
});

interface Outcome {
  readonly status: number;
  readonly code: unknown;
  /** `{code, message, hint}` and nothing else. */
  readonly members: readonly string[];
  readonly calls: readonly string[];
  /** The good session was not ended by it. */
  readonly sessionHolds: boolean;
}

async function outcomeOf(route: Route, headers: Record<string, string>): Promise<Outcome> {
  const answer = await server.ask(route.path, { ...bodyOf(route), headers });
  const calls = server.fake.calls.map(({ path }) => path);
  const after = await server.ask('/api/session', { headers: session() });
  server.fake.calls.splice(0);
  const body = answer.json();
  return {
    status: answer.status,
    code: body['code'],
    members: Object.keys(body),
    calls,
    sessionHolds: after.status === 200,
  };
}

const refused = (status: number, code: string): Outcome => ({
  status,
  code,
  members: ['code', 'message', 'hint'],
  calls: [],
  sessionHolds: true,
});

describe('without a session', () => {
  it.each(closed)('$method $path is refused', async (route) => {
    expect(await outcomeOf(route, {})).toEqual(refused(401, 'NOT_LOGGED_IN'));
  });

  it.each(closed)('$method $path is refused with a made-up session', async (route) => {
    expect(await outcomeOf(route, { cookie: `minipaas=${'A'.repeat(32)}`, 'x-csrf-token': csrf })).toEqual(
      refused(401, 'NOT_LOGGED_IN'),
    );
  });
});

describe('with a wrong token', () => {
  // A session beside it changes nothing: who sends a token means the token.
  it.each(routes)('$method $path is refused', async (route) => {
    for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic Zml4ZWQ=', 'fixed-token-of-the-tests']) {
      expect(await outcomeOf(route, good({ authorization }))).toEqual(refused(401, 'NOT_LOGGED_IN'));
    }
  });
});

describe('under a wrong name', () => {
  it.each(routes)('$method $path is refused', async (route) => {
    for (const host of ['evil.example', 'localhost.evil.example', 'app.localhost']) {
      expect(await outcomeOf(route, good({ host, origin: `http://${host}` }))).toEqual(refused(403, 'ORIGIN_REFUSED'));
    }
  });
});

describe('from another page', () => {
  it.each(routes)('$method $path is refused', async (route) => {
    const otherPort = server.url.replace(/\d+$/, '32801');
    for (const origin of ['http://evil.example', 'null', otherPort, 'http://app.localhost']) {
      expect(await outcomeOf(route, good({ origin }))).toEqual(refused(403, 'ORIGIN_REFUSED'));
    }
  });

  it.each(routes)('$method $path is refused where the browser says so', async (route) => {
    for (const site of ['cross-site', 'same-site']) {
      expect(await outcomeOf(route, good({ 'sec-fetch-site': site }))).toEqual(refused(403, 'ORIGIN_REFUSED'));
    }
  });
});

describe('with a forged CSRF token', () => {
  it.each(changing)('$method $path is refused', async (route) => {
    const other = await server.loggedIn();
    const foreign = String((await other.ask('/api/session')).headers['x-csrf-token']);
    server.fake.calls.splice(0);
    const { 'x-csrf-token': _none, ...without } = good();
    expect(await outcomeOf(route, without)).toEqual(refused(403, 'CSRF_REFUSED'));
    for (const token of ['', 'forged', foreign, `${csrf}x`]) {
      expect(await outcomeOf(route, good({ 'x-csrf-token': token }))).toEqual(refused(403, 'CSRF_REFUSED'));
    }
  });

  it('is no matter for a token, which no browser sends by itself', async () => {
    const answer = await server.askAsToken('/api/projects/1/deployments', { method: 'POST', body: {} });
    expect(answer.status).toBe(201);
  });
});

describe('with everything right', () => {
  const calls = routes.filter(
    ({ path }) => !['/api/events', '/auth/logout', '/rpc', '/api/auth/login-link'].includes(path),
  );

  it.each(calls)('$method $path is let in', async (route) => {
    const answer = await server.ask(route.path, { ...bodyOf(route), headers: good() });
    expect([401, 403]).not.toContain(answer.status);
  });

  it('there are as many routes as the contract has', () => {
    const count = Object.values(contract).flatMap((group) => Object.values(group)).length;
    expect(new Set(routes.map(nameOf)).size).toBe(count + 7);
  });
});

describe('whoever is let in no longer', () => {
  it('is refused although the session is still there', async () => {
    const guest = await server.loggedIn();
    const id = guest.cookies.get('minipaas') ?? '';
    const row = server.sessions.get(id, server.clock.now);
    server.sessions.put(id, { ...row, userId: 99 }, server.clock.now + 60_000);
    expect((await guest.ask('/api/projects')).status).toBe(401);
    expect((await guest.ask('/')).text).toContain('YOUR cloud');
  });
});

describe('too many requests', () => {
  const limits = { loggedIn: 5, anonymous: 3, logins: 2, wrongTokens: 2 };

  async function countUntilLimited(ask: () => Promise<{ status: number }>): Promise<number> {
    for (let count = 0; count < 20; count += 1) {
      if ((await ask()).status === 429) {
        return count;
      }
    }
    return 20;
  }

  it('are refused: strictly for logins, generously for who is logged in', async () => {
    const limited = await startTestListener({ limits });
    const own = await limited.loggedIn();
    expect(await countUntilLimited(() => limited.ask('/auth/local?token=x'))).toBe(1);
    expect(await countUntilLimited(() => limited.ask('/api/health'))).toBe(3);
    expect(await countUntilLimited(() => own.ask('/api/health'))).toBe(5);
    const answer = await limited.ask('/auth/local?token=x');
    expect(answer.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await limited.close();
  });

  it('stop the guessing of tokens, even a lucky one', async () => {
    const limited = await startTestListener({ limits });
    const guess = () => limited.ask('/api/projects', { headers: { authorization: 'Bearer guess' } });
    expect(await countUntilLimited(guess)).toBe(2);
    expect((await limited.askAsToken('/api/projects')).status).toBe(429);
    await limited.close();
  });
});
