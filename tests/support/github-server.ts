// A small GitHub on the loopback: the OAuth page and token endpoint with PKCE checked as GitHub checks it, and the part
// of its REST API that miniPaaS asks.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GithubRepository {
  readonly full_name: string;
  readonly description: string | null;
  readonly clone_url: string;
  readonly default_branch: string;
  readonly private: boolean;
  readonly language: string | null;
  readonly pushed_at: string | null;
}

export interface GithubAccount {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
  readonly avatar_url: string | null;
}

export interface GithubServer {
  /** For MINIPAAS_GITHUB_URL. */
  readonly url: string;
  /** For MINIPAAS_GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Method and path of every request, oldest first. */
  readonly requests: string[];
  /** Whoever sits before the authorize page. */
  account: GithubAccount;
  /** `ask` shows a page with a button, as GitHub does the first time. */
  decision: 'approve' | 'deny' | 'ask';
  repositories: readonly GithubRepository[];
  /** The next API request gets this instead of an answer; `hang` never gets one. */
  failNext:
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
    | 'hang'
    | null;
  /** A token as the OAuth flow would have given it. */
  issueToken(): string;
  revoke(token: string): void;
  close(): Promise<void>;
}

interface Grant {
  readonly redirectUri: string;
  readonly challenge: string;
}

export const sampleRepository = (fullName: string, more: Partial<GithubRepository> = {}): GithubRepository => ({
  full_name: fullName,
  description: null,
  clone_url: `https://github.com/${fullName}.git`,
  default_branch: 'main',
  private: false,
  language: 'TypeScript',
  pushed_at: '2026-01-02T03:04:05Z',
  ...more,
});

export async function startGithubServer(): Promise<GithubServer> {
  const grants = new Map<string, Grant>();
  const tokens = new Set<string>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.invalid');
    github.requests.push(`${request.method} ${request.url}`);
    const route = `${request.method} ${url.pathname}`;
    switch (route) {
      case 'GET /login/oauth/authorize':
        return authorize(url.searchParams, response);
      case 'POST /login/oauth/access_token':
        return void readBody(request).then((body) => exchange(new URLSearchParams(body), response));
      case 'GET /api/v3/user':
        return api(request, response, () => json(response, 200, github.account));
      case 'GET /api/v3/user/repos':
        return api(request, response, () => sendPage(url, response));
      default:
        return json(response, 404, { message: 'Not Found' });
    }
  });

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    if (
      query.get('client_id') !== github.clientId ||
      query.get('code_challenge_method') !== 'S256' ||
      challenge === ''
    ) {
      return json(response, 400, { message: 'bad authorize request' });
    }
    const target = new URL(redirectUri);
    target.searchParams.set('state', query.get('state') ?? '');
    if (github.decision === 'deny') {
      target.searchParams.set('error', 'access_denied');
    } else {
      const code = randomUUID();
      grants.set(code, { redirectUri, challenge });
      target.searchParams.set('code', code);
    }
    if (github.decision === 'ask') {
      const href = target.href.replaceAll('&', '&amp;');
      response.setHeader('content-type', 'text/html').end(`<title>GitHub</title><a href="${href}">Authorize</a>`);
    } else {
      response.writeHead(302, { location: target.href }).end();
    }
  }

  /** GitHub answers 200 with `error` to a code that is wrong, and each code works once. */
  function exchange(body: URLSearchParams, response: ServerResponse): void {
    const code = body.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    if (body.get('client_id') !== github.clientId || body.get('client_secret') !== github.clientSecret) {
      return json(response, 200, { error: 'incorrect_client_credentials' });
    }
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.challenge !== challenge || grant.redirectUri !== body.get('redirect_uri')) {
      return json(response, 200, {
        error: 'bad_verification_code',
        error_description: 'The code is incorrect or expired.',
      });
    }
    json(response, 200, { access_token: github.issueToken(), token_type: 'bearer', scope: 'repo' });
  }

  function api(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const failure = github.failNext;
    github.failNext = null;
    if (failure === 'hang') {
      return;
    }
    if (failure !== null) {
      response.writeHead(failure.status, failure.headers).end(failure.body ?? '{"message":"failed"}');
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!tokens.has(token)) {
      return json(response, 401, { message: 'Bad credentials' });
    }
    answer();
  }

  function sendPage(url: URL, response: ServerResponse): void {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    if (page * size < github.repositories.length) {
      url.searchParams.set('page', String(page + 1));
      response.setHeader('link', `<${github.apiUrl}/user/repos${url.search}>; rel="next", <x>; rel="last"`);
    }
    json(response, 200, github.repositories.slice((page - 1) * size, page * size));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const github: GithubServer = {
    url,
    apiUrl: `${url}/api/v3`,
    clientId: 'test-client',
    clientSecret: 'test-secret',
    requests: [],
    account: { id: 1001, login: 'ada', name: 'Ada Lovelace', avatar_url: `${url}/ada.png` },
    decision: 'approve',
    repositories: [],
    failNext: null,
    issueToken() {
      const token = `gho_${randomUUID()}`;
      tokens.add(token);
      return token;
    },
    revoke: (token) => void tokens.delete(token),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return github;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
  }
  return text;
}
