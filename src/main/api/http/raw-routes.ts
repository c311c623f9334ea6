// Routes below /api that are no calls of the contract: a stream, and what only a program with a token may ask.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import { backupId, deploymentId, projectId } from '../../../contract/ids.ts';
import { logLevel } from '../../../contract/log-level.ts';
import { logFilter, logKind } from '../../../contract/logs.ts';
import { metricsRange } from '../../../contract/metrics.ts';
import type { Identity } from '../../features/identity/service.ts';
import { firstProblem } from '../../../contract/problem.ts';
import { checkAccess } from '../router.ts';
import type { RawServices } from '../services.ts';
import { requirePrincipal } from './principals.ts';
import { LOCAL_LOGIN_PATH } from './local-login.ts';

export interface RawRouteDeps {
  readonly raw: RawServices;
  readonly identity: Pick<Identity, 'issueLoginLink'>;
}

const downloadInput = z.object({
  id: z.coerce.number().pipe(deploymentId),
  kind: logKind.default('build'),
  format: z.enum(['text', 'json']).default('text'),
  fromSeq: z.coerce.number().int().min(1).default(1),
  toSeq: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
  query: logFilter.shape.query,
  isRegex: z.stringbool().default(false),
  isCaseSensitive: z.stringbool().default(false),
  /** With commas between. */
  levels: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((level) => level !== ''))
    .pipe(z.array(logLevel).max(4)),
  from: logFilter.shape.from,
  to: logFilter.shape.to,
});
const backupInput = z.object({ id: z.coerce.number().pipe(backupId) });
const metricsInput = z.object({ id: z.coerce.number().pipe(projectId), range: metricsRange.default('1h') });

export function addRawRoutes(api: FastifyInstance, { raw, identity }: RawRouteDeps): void {
  api.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
    '/deployments/:id/logs/download',
    async (request, reply) => {
      checkAccess(requirePrincipal(request), ['logs', 'read'], 'download logs');
      const { id, kind, format, fromSeq, toSeq, ...filter } = parse(downloadInput, {
        ...request.query,
        id: request.params.id,
      });
      const log = raw.downloadLog(id, kind, { format, fromSeq, toSeq, filter })[Symbol.asyncIterator]();
      // Before the head of the answer goes out: a log that is not there is an error and not an empty file.
      const first = await log.next();
      return reply
        .type(format === 'json' ? 'application/x-ndjson; charset=utf-8' : 'text/plain; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="deployment-${id}-${kind}.${format === 'json' ? 'jsonl' : 'log'}"`,
        )
        .send(Readable.from(startingWith(first, log), { objectMode: false }));
    },
  );

  api.get<{ Params: { id: string }; Querystring: { range?: string } }>(
    '/projects/:id/metrics.csv',
    async (request, reply) => {
      checkAccess(requirePrincipal(request), ['metrics', 'project'], 'download metrics');
      const { id, range } = parse(metricsInput, { ...request.query, id: request.params.id });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="project-${id}-metrics-${range}.csv"`)
        .send(raw.metricsCsv(id, range));
    },
  );

  api.get<{ Params: { id: string } }>('/backups/:id/download', async (request, reply) => {
    checkAccess(requirePrincipal(request), ['backups', 'restore'], 'download backups');
    const { id } = parse(backupInput, request.params);
    const found = await raw.openBackup(id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `file of backup ${id}` });
    }
    if (found.sizeBytes !== null) {
      reply.header('content-length', found.sizeBytes);
    }
    return reply
      .type('application/gzip')
      .header('content-disposition', `attachment; filename="${found.name}"`)
      .send(found.content);
  });

  api.get<{ Params: { id: string } }>('/reports/:id/download', async (request, reply) => {
    checkAccess(requirePrincipal(request), ['diagnostics', 'makeReport'], 'download reports');
    const found = raw.openReport(request.params.id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `report ${request.params.id}` });
    }
    return reply
      .type('application/gzip')
      .header('content-disposition', `attachment; filename="${found.name}"`)
      .send(found.content);
  });

  api.get<{ Params: { name: string } }>('/installation/exports/:name', async (request, reply) => {
    checkAccess(requirePrincipal(request), ['installation', 'export'], 'download an export of the installation');
    const { name } = request.params;
    // Only what an export is called: the name goes into a path.
    const found = /^[\w.-]+\.minipaas$/.test(name) ? await raw.openExport(name) : null;
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `export ${name}` });
    }
    return reply
      .type('application/octet-stream')
      .header('content-length', found.sizeBytes)
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(found.content);
  });

  api.post('/auth/login-link', async (request, reply) => {
    requirePrincipal(request);
    if (!request.isBearer) {
      // A browser that is logged in needs no link; one that was tricked into asking must not get one.
      throw new AppError('FORBIDDEN', { action: 'make a login link without a token' });
    }
    const { token, expiresAt } = identity.issueLoginLink();
    const url = `${request.protocol}://${request.host}${loginPath(token)}`;
    return reply.code(201).send({ url, expiresAt: new Date(expiresAt).toISOString() });
  });
}

export function loginPath(token: string): string {
  return `${LOCAL_LOGIN_PATH}?token=${encodeURIComponent(token)}`;
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (!result.success) {
    const { field, problem } = firstProblem(result.error.issues);
    throw new AppError('VALIDATION_FAILED', { field, problem }, { field, cause: result.error });
  }
  return result.data;
}

/** Ends the iterator, too, when its reader goes away. */
async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let result = first; result.done !== true; result = await rest.next()) {
      yield result.value;
    }
  } finally {
    await rest.return?.();
  }
}
