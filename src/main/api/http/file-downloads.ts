// Bytes out of volumes: a file, a part of it, and archives.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import { volumeId } from '../../../contract/ids.ts';
import { urlOfText } from '../../lib/byte-text.ts';
import { inlineTypeOf, mimeTypeOf } from '../../features/volumes/file-types.ts';
import { checkAccess } from '../router.ts';
import type { RawServices } from '../services.ts';
import { parseInput } from './parse-input.ts';
import { requirePrincipal } from './principals.ts';
import { wantedBytes } from './range.ts';
import { rawQuery } from './raw-query.ts';

type Files = RawServices['files'];

const downloadInput = z.object({
  id: z.coerce.number().pipe(volumeId),
  path: z.string(),
  disposition: z.enum(['attachment', 'inline']).default('attachment'),
});
const archiveInput = z.object({
  id: z.coerce.number().pipe(volumeId),
  paths: z.array(z.string()).min(1).max(10_000),
  format: z.enum(['zip', 'tar.gz', 'tar']).default('zip'),
});

/** Nothing that is shown of a volume may run, fetch or be framed. */
const INERT = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox";

export function addFileDownloads(api: FastifyInstance, files: Files): void {
  const download = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    checkAccess(requirePrincipal(request), ['files', 'readBytes'], 'download files');
    const query = rawQuery(request.raw.url ?? '');
    const { id, path, disposition } = parseInput(downloadInput, {
      ...(request.params as object),
      path: query.get('path')?.at(-1) ?? '',
      disposition: query.get('disposition')?.at(-1),
    });
    const signal = untilClosed(reply);
    const file = await files.openDownload(id, path, signal);
    const etag = `"${file.etag}"`;
    const { headers } = request;
    const wanted = wantedBytes(
      {
        range: headers.range,
        ifRange: first(headers['if-range']),
        ifNoneMatch: headers['if-none-match'],
        ifModifiedSince: headers['if-modified-since'],
      },
      { ...file, etag },
    );
    const isInline = disposition === 'inline';
    reply
      .header('etag', etag)
      .header('last-modified', new Date(file.modifiedAt).toUTCString())
      .header('accept-ranges', 'bytes')
      .header('cache-control', 'private, no-cache')
      .header('content-security-policy', INERT)
      .header('content-disposition', contentDisposition(disposition, file.name))
      .type(isInline ? inlineTypeOf(file.name) : (mimeTypeOf(file.name) ?? 'application/octet-stream'));
    if (wanted.kind === 'unchanged') {
      return reply.code(304).send();
    }
    if (wanted.kind === 'unsatisfiable') {
      reply.header('content-range', `bytes */${file.sizeBytes}`);
      throw new AppError('RANGE_NOT_SATISFIABLE', { range: headers.range ?? '', sizeBytes: file.sizeBytes });
    }
    const { offset, length } = wanted.kind === 'part' ? wanted : { offset: 0, length: file.sizeBytes };
    if (wanted.kind === 'part') {
      reply.code(206).header('content-range', `bytes ${offset}-${offset + length - 1}/${file.sizeBytes}`);
    }
    reply.header('content-length', length);
    return request.method === 'HEAD' || length === 0
      ? reply.send(request.method === 'HEAD' ? undefined : '')
      : reply.send(await file.read({ offset, length }, signal));
  };
  api.route({ method: ['GET', 'HEAD'], url: '/volumes/:id/files/download', exposeHeadRoute: false, handler: download });

  api.get('/volumes/:id/files/archive', { exposeHeadRoute: false }, async (request, reply) => {
    checkAccess(requirePrincipal(request), ['files', 'readBytes'], 'download files');
    const query = rawQuery(request.raw.url ?? '');
    const { id, paths, format } = parseInput(archiveInput, {
      ...(request.params as object),
      paths: query.get('path') ?? ['/'],
      format: query.get('format')?.at(-1),
    });
    const archive = await files.openArchive(id, paths, format, untilClosed(reply));
    return reply
      .header('content-disposition', contentDisposition('attachment', archive.fileName))
      .type(archive.contentType)
      .send(archive.stream);
  });
}

/** Aborts when the answer is sent, or when nobody waits for it any more. */
export function untilClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort(new Error('the request has ended')));
  return closed.signal;
}

/** Both spellings of RFC 6266: the second one for names that are not plain letters. */
export function contentDisposition(disposition: string, name: string): string {
  const plain = name.toWellFormed().replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${urlOfText(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}
