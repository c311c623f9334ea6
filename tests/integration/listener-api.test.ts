// The REST API as scripts use it: shapes, statuses, errors, streams.
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import { fakeServices } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';
import { createStorageWorld } from '../support/storage-world.ts';

let server: TestListener;
const downloads = { open: 0, chunks: 0 };

/** Log 404 is not there, and 500 has no end. */
async function* downloadLog(id: number, kind: string): AsyncGenerator<Buffer> {
  if (id === 404) {
    throw new AppError('NOT_FOUND', { what: `deployment ${id}` });
  }
  downloads.open += 1;
  try {
    yield Buffer.from(`${kind} of ${id}\n`);
    for (yield Buffer.from('second line\n'); id === 500; downloads.chunks += 1) {
      yield Buffer.alloc(65_536, 'x');
    }
  } finally {
    downloads.open -= 1;
  }
}

beforeAll(async () => {
  server = await startTestListener({
    raw: {
      downloadLog,
      openExport: async () => null,
      openReport: () => null,
      openBackup: async () => null,
      metricsCsv: () => '',
      files: createStorageWorld().services.files,
    },
    fake: fakeServices({
      projects: {
        create: ({ name }) => Promise.reject(new AppError('NAME_TAKEN', { name: name ?? '' }, { field: 'name' })),
        remove: () => Promise.reject(new Error('SQLITE_CORRUPT in /secret/path')),
      },
    }),
  });
});
afterAll(() => server.close());
afterEach(() => void server.fake.calls.splice(0));

const lastCall = () => server.fake.calls.at(-1);

describe('calls', () => {
  it('take path, query and body together, as the types they are', async () => {
    const answer = await server.askAsToken('/api/deployments/7/logs?kind=runtime&after=417&waitMs=0');
    expect(answer.status).toBe(200);
    expect(lastCall()).toMatchObject({ path: 'logs.read', input: { id: 7, kind: 'runtime', after: 417, waitMs: 0 } });

    await server.askAsToken('/api/projects/5/env', { method: 'POST', body: { key: 'A', value: '1', isSecret: true } });
    expect(lastCall()?.input).toEqual({ id: 5, key: 'A', value: '1', isSecret: true });

    await server.askAsToken('/api/projects/5', { method: 'DELETE', body: {} });
    expect(lastCall()?.input).toEqual({ id: 5 });
  });

  it('that make something answer 201', async () => {
    const answer = await server.askAsToken('/api/projects/1/deployments', {
      method: 'POST',
      body: { commitSha: 'abcdef0' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({ id: 7, projectId: 1, status: 'queued', queuePosition: 1, stages: [] });
  });

  it('need no body where none is needed, and take JSON whatever it calls itself', async () => {
    expect((await server.askAsToken('/api/projects/1/deployments', { method: 'POST' })).status).toBe(201);
    const empty = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await server.askAsToken('/api/projects/1/deployments', { ...empty, body: '' })).status).toBe(201);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const curl = await server.askAsToken('/api/projects/1/env', {
      method: 'POST',
      headers: form,
      body: '{"key":"A","value":"1"}',
    });
    expect(curl.status).toBe(200);
  });

  it('come as the owner, with a signal', async () => {
    await server.askAsToken('/api/projects');
    expect(lastCall()?.caller).toMatchObject({ userId: 1, shell: 'browser', sessionId: null });
    expect(lastCall()?.caller.signal).toBeInstanceOf(AbortSignal);
  });
});

describe('errors', () => {
  it('are exactly code, message, hint and field', async () => {
    const answer = await server.askAsToken('/api/projects', { method: 'POST', body: { name: 'shop', repoUrl: 'x' } });
    expect(answer.status).toBe(409);
    expect(answer.json()).toEqual({
      code: 'NAME_TAKEN',
      message: 'The name "shop" is already taken.',
      hint: 'Choose another name.',
      field: 'name',
    });
  });

  it.each([
    ['GET', '/api/projects/x', undefined, 'id: must be a number'],
    ['POST', '/api/projects/1/env', { value: '1' }, 'key: is missing'],
    ['POST', '/api/projects/1/env', { key: '1A', value: '' }, 'key: a name is letters'],
    ['POST', '/api/projects/1/deployments', { commitSha: 'HEAD' }, 'commitSha: a commit is 7 to 64 hexadecimal digits'],
    ['PATCH', '/api/projects/1', { port: 70_000 }, 'port: must be at most 65535'],
    ['POST', '/api/projects', '{"name":', 'body: is not JSON'],
    ['POST', '/api/projects', 'null', 'body: must be a JSON object'],
    ['POST', '/api/projects', '[]', 'body: must be a JSON object'],
    ['GET', '/api/deployments/7/logs?kind=all', undefined, 'kind: must be build or runtime'],
    ['GET', '/api/deployments/x/logs/download', undefined, 'id: must be a number'],
    ['GET', '/api/deployments/7/logs/download?kind=all', undefined, 'kind: must be build or runtime'],
  ])('%s %s %j names the field and the problem', async (method, path, body, message) => {
    const answer = await server.askAsToken(path, { method, body });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_FAILED', field: message.split(':')[0] });
    expect(answer.json()['message']).toContain(message);
    expect(server.fake.calls).toEqual([]);
  });

  it('that nobody foresaw show nothing of their inside, and are logged', async () => {
    const answer = await server.askAsToken('/api/projects/1', { method: 'DELETE', body: {} });
    expect(answer.status).toBe(500);
    expect(answer.json()).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong inside miniPaaS.',
      hint: expect.stringContaining('log') as string,
    });
    expect(JSON.stringify(server.logged.map(({ context }) => String((context as { err: unknown }).err)))).toContain(
      'SQLITE_CORRUPT',
    );
  });

  it.each(['/api', '/api/', '/api/nothing', '/api/projects/1/nothing'])('%s is not there', async (path) => {
    const answer = await server.askAsToken(path);
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a body over the limit is refused before it is read', async () => {
    const text = 'x'.repeat(5 * 1_048_576);
    const answer = await server.askAsToken('/api/projects/1/env/import', { method: 'POST', body: { text } });
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
  });

  it('are pages only for a person', async () => {
    const page = await server.ask('/nothing', { headers: { accept: 'text/html' } });
    expect(page.headers['content-type']).toContain('text/html');
    expect((await server.ask('/nothing')).json()).toMatchObject({ code: 'NOT_FOUND' });
    expect((await server.ask('/api/projects', { headers: { accept: 'text/html' } })).json()).toMatchObject({
      code: 'NOT_LOGGED_IN',
    });
  });
});

describe('GET /api/health', () => {
  it('needs no login', async () => {
    const answer = await server.ask('/api/health');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ status: 'ok' });
    expect((await server.ask('/api/health/detailed')).status).toBe(401);
  });
});

describe('GET /api/openapi.json', () => {
  it('is the document', async () => {
    const answer = await server.askAsToken('/api/openapi.json');
    expect(answer.json()).toMatchObject({
      openapi: expect.stringMatching(/^3\.1/) as string,
      servers: [{ url: '/api' }],
    });
  });
});

describe('GET /api/events', () => {
  it('streams as server-sent events, and the hub forgets a reader who left', async () => {
    const controller = new AbortController();
    const answer = await fetch(`${server.url}/api/events`, {
      headers: { authorization: `Bearer ${FIXED_TOKEN}` },
      signal: controller.signal,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        text += decoder.decode((await reader.read()).value, { stream: true });
      }
    };
    await until('{"type":"ready"}');
    server.fake.hub.publish({ type: 'queue' });
    await until('{"type":"queue"}');
    expect(server.fake.hub.subscriberCount).toBe(1);
    controller.abort();
    await expect.poll(() => server.fake.hub.subscriberCount).toBe(0);
  });

  it('ends for a session that logs out', async () => {
    const browser = await server.loggedIn();
    const cookie = `minipaas=${browser.cookies.get('minipaas')}`;
    const ended = Promise.withResolvers<void>();
    const stream = request(`${server.url}/api/events`, { headers: { cookie } }, (response) => {
      response.on('data', () => undefined);
      response.on('error', () => undefined);
      response.on('close', () => ended.resolve());
    });
    stream.end();
    await expect.poll(() => server.fake.hub.subscriberCount).toBe(1);
    expect((await browser.change('/auth/logout')).status).toBe(204);
    await ended.promise;
    await expect.poll(() => server.fake.hub.subscriberCount).toBe(0);
  });
});

describe('a long poll', () => {
  it('is aborted when its reader goes away', async () => {
    const aborted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const slow = await startTestListener({
      fake: fakeServices({
        logs: {
          read: (_input, caller) => {
            caller.signal.addEventListener('abort', () => aborted.resolve());
            started.resolve();
            return new Promise((_resolve, reject) =>
              caller.signal.addEventListener('abort', () => reject(caller.signal.reason as Error)),
            );
          },
        },
      }),
    });
    const poll = request(`${slow.url}/api/deployments/1/logs?waitMs=25000`, {
      headers: { authorization: `Bearer ${FIXED_TOKEN}` },
    });
    poll.on('error', () => undefined);
    poll.end();
    await started.promise;
    poll.destroy();
    await aborted.promise;
    await slow.close();
    expect(slow.logged).toEqual([]);
  });
});

describe('GET /api/deployments/:id/logs/download', () => {
  it('sends the log as a file', async () => {
    const answer = await server.askAsToken('/api/deployments/7/logs/download?kind=runtime');
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('runtime of 7\nsecond line\n');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="deployment-7-runtime.log"');
    expect(downloads.open).toBe(0);
  });

  it('of a deployment that is not there is an error, not a file', async () => {
    const answer = await server.askAsToken('/api/deployments/404/logs/download');
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
    expect(answer.headers['content-disposition']).toBeUndefined();
  });

  it('reads no faster than it is read, and stops when its reader leaves', async () => {
    const headers = { authorization: `Bearer ${FIXED_TOKEN}` };
    const reading = Promise.withResolvers<void>();
    const download = request(`${server.url}/api/deployments/500/logs/download`, { headers }, (response) => {
      response.once('readable', () => reading.resolve());
    });
    download.on('error', () => undefined);
    download.end();
    await reading.promise;
    const settled = async () => {
      const before = downloads.chunks;
      await new Promise((resolve) => setImmediate(resolve));
      return downloads.chunks === before;
    };
    await expect.poll(settled, { interval: 100 }).toBe(true);
    expect(downloads.chunks).toBeLessThan(200);
    download.destroy();
    await expect.poll(() => downloads.open).toBe(0);
  });
});

describe('POST /api/auth/login-link', () => {
  it('gives a program a link for a browser', async () => {
    const answer = await server.askAsToken('/api/auth/login-link', { method: 'POST' });
    expect(answer.status).toBe(201);
    const { url } = answer.json<{ url: string; expiresAt: string }>();
    expect(url.startsWith(`${server.url}/auth/local?token=`)).toBe(true);
    expect((await server.browser().ask(url.slice(server.url.length))).status).toBe(303);
  });

  it('gives a browser none', async () => {
    const browser = await server.loggedIn();
    const answer = await browser.change('/api/auth/login-link');
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('listening', () => {
  it('on a port in use says so', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startTestListener({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)) as string,
    });
  });

  it.each(['no-such-host.invalid', '203.0.113.9'])('on %s, which is not of this machine, says so', async (host) => {
    await expect(startTestListener({ host })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: '--host',
      message: expect.stringContaining(host) as string,
    });
  });

  it('ends with its open streams', async () => {
    const short = await startTestListener();
    const answer = await fetch(`${short.url}/api/events`, { headers: { authorization: `Bearer ${FIXED_TOKEN}` } });
    await expect.poll(() => short.fake.hub.subscriberCount).toBe(1);
    await short.listener.close();
    await expect(answer.text()).rejects.toThrow('terminated');
    await expect.poll(() => short.fake.hub.subscriberCount).toBe(0);
    expect(short.listener.url).toBeNull();
    expect(short.listener.loginUrl()).toBeNull();
    await short.close();
  });
});
