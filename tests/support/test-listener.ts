// The real listener on a free port of the loopback, over fake services and an in-memory identity.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGithubApi } from '../../src/main/adapters/github/github-api.ts';
import { createListener, type Listener, type ListenerDeps } from '../../src/main/api/http/listener.ts';
import { createRouter } from '../../src/main/api/router.ts';
import { createGithubTokens } from '../../src/main/features/identity/github-tokens.ts';
import { createIdentity, type Identity } from '../../src/main/features/identity/service.ts';
import { type FakeServices, fakeServices } from './fake-services.ts';
import { memoryKeychain, memorySessions, memoryUsers } from './fake-users.ts';
import type { GithubServer } from './github-server.ts';

export const FIXED_TOKEN = 'fixed-token-of-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  json<T = Record<string, unknown>>(): T;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown;
}

export interface Browser {
  readonly cookies: Map<string, string>;
  /** Sends and keeps cookies, and says where it comes from, as a browser does from our own page. */
  ask(path: string, options?: Ask): Promise<Answer>;
  /** `ask` with the CSRF token of the session. */
  change(path: string, options?: Ask): Promise<Answer>;
}

export interface TestListener {
  readonly url: string;
  readonly listener: Listener;
  readonly identity: Identity;
  readonly fake: FakeServices;
  readonly sessions: ReturnType<typeof memorySessions>;
  readonly logged: { readonly message: string; readonly context: unknown }[];
  readonly clock: { now: number };
  ask(path: string, options?: Ask): Promise<Answer>;
  /** `ask` with the fixed token. */
  askAsToken(path: string, options?: Ask): Promise<Answer>;
  browser(): Browser;
  /** A browser that used a one-time link. */
  loggedIn(): Promise<Browser>;
  close(): Promise<void>;
}

interface Options extends Partial<Omit<ListenerDeps, 'router' | 'identity' | 'sessions' | 'github' | 'now'>> {
  readonly fake?: FakeServices;
  readonly github?: GithubServer;
  readonly allowedUsers?: readonly string[];
  readonly port?: number;
  readonly host?: string;
}

export async function startTestListener(options: Options = {}): Promise<TestListener> {
  const { fake = fakeServices(), github = null, allowedUsers = [], host = '127.0.0.1', port = 0, ...deps } = options;
  const directory = mkdtempSync(join(tmpdir(), 'minipaas-listener-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>dashboard</title>');
  writeFileSync(join(directory, 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(directory, '.secret'), 'hidden');

  const sessions = memorySessions();
  const logged: { message: string; context: unknown }[] = [];
  const add = (message: string, context?: unknown) => void logged.push({ message, context });
  const clock = { now: Date.now() };
  const api = github === null ? null : createGithubApi({ apiUrl: github.apiUrl, timeoutMs: 60_000 });
  let links = 0;
  const identity = createIdentity({
    users: memoryUsers(),
    githubTokens: createGithubTokens({ keychain: memoryKeychain(), warn: add }),
    github: api === null || github === null ? null : { api, url: github.url, allowedUsers },
    tokens: [FIXED_TOKEN],
    version: '0.1.0',
    now: () => clock.now,
    randomToken: () => `login-link-${(links += 1)}`,
  });
  const listener = await createListener({
    router: createRouter(fake.services),
    raw: {
      downloadLog: () => Readable.from([Buffer.from('first line\n')]),
      metricsCsv: (id, range) => `at,${id},${range}\r\n`,
      files: fake.storage.services.files,
      openBackup: async (id) =>
        id === 3
          ? { name: 'shop_uploads_3.tar.gz', sizeBytes: 7, content: Readable.from([Buffer.from('archive')]) }
          : null,
      openReport: (id) =>
        id === 'one' ? { name: 'minipaas-report.tar.gz', content: Readable.from([Buffer.from('report')]) } : null,
      openExport: async (name) =>
        name === 'one.minipaas' ? { sizeBytes: 6, content: Readable.from([Buffer.from('sealed')]) } : null,
    },
    identity,
    sessions,
    github: github === null ? null : { url: github.url, clientId: github.clientId, clientSecret: github.clientSecret },
    files: { dashboard: directory, landing: join(import.meta.dirname, '../../resources/landing.html') },
    log: { warn: add, error: add },
    version: '0.1.0',
    now: () => clock.now,
    ...deps,
  });
  const url = await listener.listen({ host, port });
  const ask = (path: string, more: Ask = {}) => send(url, path, more);

  function browser(): Browser {
    const cookies = new Map<string, string>();
    async function askWithCookies(path: string, more: Ask = {}): Promise<Answer> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...(cookie === '' ? {} : { cookie }), ...more.headers };
      const answer = await ask(path, { ...more, headers });
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) {
          cookies.delete(name);
        } else {
          cookies.set(name, value);
        }
      }
      return answer;
    }
    return {
      cookies,
      ask: askWithCookies,
      async change(path, more = {}) {
        const token = (await askWithCookies('/api/session')).headers['x-csrf-token'];
        const headers = { origin: url, 'x-csrf-token': String(token), ...more.headers };
        return askWithCookies(path, { method: 'POST', ...more, headers });
      },
    };
  }

  return {
    url,
    listener,
    identity,
    fake,
    sessions,
    logged,
    clock,
    ask,
    askAsToken: (path, more = {}) =>
      ask(path, { ...more, headers: { authorization: `Bearer ${FIXED_TOKEN}`, ...more.headers } }),
    browser,
    async loggedIn() {
      const fresh = browser();
      await fresh.ask(`/auth/local?token=${identity.issueLoginLink().token}`);
      return fresh;
    },
    async close() {
      await listener.close();
      fake.hub.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Node's own client: `fetch` would not send a forged Host, Origin or Sec-Fetch-Site. Redirects are not followed. */
export function send(base: string, path: string, { method = 'GET', headers = {}, body }: Ask): Promise<Answer> {
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  // Node's client frames the body of a DELETE only when it is told its length.
  const framing =
    payload === undefined
      ? {}
      : { 'content-length': String(Buffer.byteLength(payload)), 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${base}${path}`,
      { method, headers: { ...framing, ...headers }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: <T>() => JSON.parse(text) as T,
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(payload);
  });
}
