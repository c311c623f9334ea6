// REST below /api: the calls of the contract over OpenAPI's conventions, and the few routes that are no calls.
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import { toRestBody } from '../client-error.ts';
import type { ApiContext, ApiLog } from '../context.ts';
import type { ApiRouter } from '../router.ts';
import { clientErrors } from '../rpc.ts';
import type { Connections } from './connections.ts';
import { pathOf } from './errors.ts';
import { addFileDownloads } from './file-downloads.ts';
import { addFileUploads } from './file-uploads.ts';
import { generateOpenApi, schemaConverters } from './openapi.ts';
import { addQueryCalls } from './query-calls.ts';
import { addRawRoutes, type RawRouteDeps } from './raw-routes.ts';
import { requirePrincipal } from './principals.ts';
import { refuseOtherSites } from './security.ts';
import { CSRF_HEADER } from './sessions.ts';

export interface RestDeps extends RawRouteDeps {
  readonly router: ApiRouter;
  readonly connections: Connections;
  readonly log: ApiLog;
  readonly version: string;
  readonly cookieName: string;
}

const PREFIX = '/api';
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

export async function addRest(app: FastifyInstance, deps: RestDeps): Promise<void> {
  const handler = new OpenAPIHandler<ApiContext>(deps.router, {
    plugins: [new SmartCoercionPlugin({ schemaConverters })],
    interceptors: [clientErrors(deps.log)],
    customErrorResponseBodyEncoder: toRestBody,
  });
  let document: ReturnType<typeof generateOpenApi> | null = null;

  // Its own scope: a body is JSON whatever it calls itself, and nothing here changes how other routes read theirs.
  await app.register(
    async (api) => {
      api.removeAllContentTypeParsers();
      api.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => parseJson(String(text), done));
      api.addHook('onRequest', refuseOtherSites);
      api.addHook('onRequest', requireLogin);
      api.addHook('onRequest', (request, reply, done) => {
        endWithSession(request, reply, deps.connections);
        reply.header('cache-control', 'no-store');
        if (request.isBearer || request.principal === null || safeMethods.includes(request.method)) {
          done();
        } else {
          app.csrfProtection(request, reply, done);
        }
      });

      api.get('/openapi.json', () => (document ??= generateOpenApi(deps.version, deps.cookieName)));
      addRawRoutes(api, deps);
      addQueryCalls(api, deps.router);
      addFileDownloads(api, deps.raw.files);
      await addFileUploads(api, deps.raw.files);
      api.all('/*', async (request, reply) => {
        if (pathOf(request) === `${PREFIX}/session` && request.principal?.sessionId != null) {
          reply.header(CSRF_HEADER, reply.generateCsrf());
        }
        const { matched } = await handler.handle(request, reply, {
          prefix: PREFIX,
          context: { principal: request.principal },
        });
        if (!matched) {
          throw new AppError('NOT_FOUND', { what: `call ${request.method} ${pathOf(request)}` });
        }
        return reply;
      });
    },
    { prefix: PREFIX },
  );
}

/** The router asks again, call by call; this is for paths that it does not know. */
async function requireLogin(request: FastifyRequest): Promise<void> {
  if (pathOf(request) !== `${PREFIX}/health`) {
    requirePrincipal(request);
  }
}

/** An answer that is still being sent, such as the event stream, stops at the logout. */
function endWithSession(request: FastifyRequest, reply: FastifyReply, connections: Connections): void {
  const ended = connections.add(request.principal?.sessionId ?? null, () => reply.raw.destroy());
  reply.raw.once('close', ended);
}

function parseJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    done(badBody(`is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause));
    return;
  }
  // Every call takes an object, into which the path's parameters are put.
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  done(isObject ? null : badBody('must be a JSON object'), body);
}

function badBody(problem: string, cause?: unknown): AppError {
  return new AppError('VALIDATION_FAILED', { field: 'body', problem }, { field: 'body', cause });
}
