// Whatever goes wrong on the way to a handler leaves as the same body as an error of a call; a person in front of a
// browser gets a page instead.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import { cleanBody } from '../clean-output.ts';
import { toAppError } from '../client-error.ts';
import type { ApiLog } from '../context.ts';
import { errorPage } from './message-page.ts';

export function addErrors(app: FastifyInstance, log: ApiLog, bodyLimit: number): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const known = fromFastify(error, bodyLimit);
    if (known.code === 'INTERNAL') {
      log.error('A request failed', { method: request.method, path: pathOf(request), err: known.cause ?? known });
    }
    return sendError(request, reply, known, log.mask);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(request, reply, new AppError('NOT_FOUND', { what: `page ${pathOf(request)}` }), log.mask),
  );
}

export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
  mask: ApiLog['mask'],
): FastifyReply {
  const body = mask === undefined ? error.toBody() : cleanBody(error.toBody(), mask);
  reply.code(error.status).header('cache-control', 'no-store');
  if (error.code === 'NOT_LOGGED_IN') {
    reply.header('www-authenticate', 'Bearer');
  }
  return wantsPage(request) ? reply.type('text/html; charset=utf-8').send(errorPage(body)) : reply.send(body);
}

/** Without the query: it may hold a login token. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function wantsPage(request: FastifyRequest): boolean {
  const isApi = /^\/(api|rpc)(\/|$)/.test(pathOf(request));
  return !isApi && (request.headers.accept ?? '').includes('text/html');
}

function fromFastify(error: FastifyError, bodyLimit: number): AppError {
  switch (error.code) {
    case 'FST_CSRF_MISSING_SECRET':
    case 'FST_CSRF_INVALID_TOKEN':
      return new AppError('CSRF_REFUSED', {}, { cause: error });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('REQUEST_TOO_LARGE', { limitBytes: bodyLimit }, { cause: error });
    default: {
      const known = toAppError(error);
      if (known.code === 'INTERNAL' && error.statusCode === 403) {
        // A path that the static files refuse to look at: a folder, or a way out of theirs.
        return new AppError('NOT_FOUND', { what: 'such file' }, { cause: error });
      }
      // Fastify's own refusals of a broken request: a bad length, a bad encoding, an unknown kind of body.
      return known.code === 'INTERNAL' && (error.statusCode ?? 500) < 500
        ? new AppError('VALIDATION_FAILED', { field: 'request', problem: error.message }, { cause: error })
        : known;
    }
  }
}
