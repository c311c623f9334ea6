// Smart HTTP through git's own http-backend, behind a small server with optional Basic authorization.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gitTestEnvironment } from './git-repository.ts';

export interface GitHttpServer {
  /** `http://127.0.0.1:PORT`: a repository is at `/NAME.git` below it. */
  readonly url: string;
  /** What the requests of the last run carried as Authorization, decoded; the address of each request. */
  readonly authorizations: readonly string[];
  readonly requests: readonly string[];
  /** Lets the next pack stop in the middle: `reached` when it has, `release` to go on. */
  hold(): { readonly reached: Promise<void>; release(): void };
  close(): Promise<void>;
}

export interface GitHttpOptions {
  readonly folder: string;
  /** Password that every request must carry; none: open to all. */
  readonly token?: string;
  /** 0: answers as servers from before 2018, which hand out nothing but what a branch or tag names. */
  readonly protocol?: 0;
  /** Path → address to redirect to, for what must not get our token. */
  readonly redirects?: Readonly<Record<string, string>>;
}

export async function startGitHttpServer({
  folder,
  token,
  protocol,
  redirects = {},
}: GitHttpOptions): Promise<GitHttpServer> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const authorizations: string[] = [];
  const requests: string[] = [];
  let gate: { readonly reach: () => void; readonly released: Promise<void> } | null = null;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://server');
    requests.push(`${request.method} ${request.url}`);
    const target = Object.entries(redirects).find(([from]) => url.pathname.startsWith(from));
    if (target !== undefined) {
      response.writeHead(302, { location: target[1] + url.pathname.slice(target[0].length) + url.search }).end();
      return;
    }
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const decoded = basic === undefined ? null : Buffer.from(basic, 'base64').toString();
    if (decoded !== null) authorizations.push(decoded);
    if (token !== undefined && decoded?.slice(decoded.indexOf(':') + 1) !== token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('Invalid username or token.\n');
      return;
    }
    void answer(request, response, url);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const child = spawn(backend, {
      env: {
        ...gitTestEnvironment,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: protocol === 0 ? '' : String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    response.on('close', () => child.kill());
    const held = request.method === 'POST' ? gate : null;
    let head = Buffer.alloc(0);
    let isInBody = false;
    let sent = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      let body = chunk;
      if (!isInBody) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) continue;
        isInBody = true;
        writeHead(response, head.subarray(0, end).toString());
        body = head.subarray(end + 4);
      }
      response.write(body);
      sent += body.length;
      if (held !== null && sent > 64 * 1024) {
        held.reach();
        await held.released;
      }
    }
    response.end();
  }

  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    requests,
    hold() {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      gate = { reach: reached.resolve, released: released.promise };
      return {
        reached: reached.promise,
        release() {
          gate = null;
          released.resolve();
        },
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function writeHead(response: ServerResponse, head: string): void {
  const pairs = head
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const status = pairs.find(([name]) => name.toLowerCase() === 'status');
  response.writeHead(
    status === undefined ? 200 : Number.parseInt(status[1], 10),
    Object.fromEntries(pairs.filter(([name]) => name.toLowerCase() !== 'status')),
  );
}
