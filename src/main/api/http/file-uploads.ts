// Bytes into volumes: forms, single files, archives, and the pieces of uploads that may be interrupted. Bodies are streams and as long as they
// are.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import { conflictPolicy, uploadId } from '../../../contract/files.ts';
import { volumeId } from '../../../contract/ids.ts';
import { archiveEntries } from '../../features/volumes/archive-entries.ts';
import type { IncomingEntry, Received } from '../../features/volumes/incoming.ts';
import { checkAccess } from '../router.ts';
import type { RawServices } from '../services.ts';
import { untilClosed } from './file-downloads.ts';
import { parseInput } from './parse-input.ts';
import { requirePrincipal } from './principals.ts';
import { rawQuery } from './raw-query.ts';

type Files = RawServices['files'];

/** A client that sends nothing for so long is gone. */
const IDLE_MS = 120_000;
/** For what a client still sends when it has been refused. */
const LATE_MS = 5_000;
const MAX_PARTS = 200_000;

const long = { config: { hasLongBody: true } };

const id = z.coerce.number().pipe(volumeId);
const conflict = conflictPolicy.default('fail');
const formInput = z.object({ id, path: z.string().default('/'), conflict });
const fileInput = z.object({
  id,
  path: z.string(),
  conflict,
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, 'must be three octal digits, such as 644')
    .optional(),
  modifiedAt: z.iso.datetime().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
});
const archiveInput = z.object({
  id,
  path: z.string().default('/'),
  conflict,
  owners: z.enum(['folder', 'keep']).default('folder'),
  modes: z.enum(['folder', 'keep']).default('keep'),
});
const pieceInput = z.object({ id, uploadId, offset: z.coerce.number().int().min(0) });

/** In a scope of its own: what these routes read is no JSON. */
export async function addFileUploads(api: FastifyInstance, files: Files): Promise<void> {
  await api.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('*', (_request, body, done) => done(null, body));
    await uploads.register(fastifyMultipart, { throwFileSizeLimit: false });
    uploads.addHook('onRequest', async (request) => {
      checkAccess(requirePrincipal(request), ['files', 'createUpload'], 'upload files');
      request.raw.setTimeout(IDLE_MS, () => request.raw.destroy());
    });

    uploads.addHook('onSend', async (request, reply) => {
      const { raw } = request;
      if (!raw.complete) {
        // Refused before all has come: who goes on sending reads the answer, and is cut off if he does not.
        reply.header('connection', 'close');
        raw.resume();
        setTimeout(() => raw.destroy(), LATE_MS).unref();
      }
    });

    uploads.post('/volumes/:id/files', long, async (request, reply) => {
      if (!request.isMultipart()) {
        const problem = 'must be multipart/form-data; a single file goes as it is with PUT to files/content';
        throw new AppError('VALIDATION_FAILED', { field: 'body', problem }, { field: 'body' });
      }
      const form = new Form(request);
      await form.begin();
      const input = parseInput(formInput, { ...values(request), ...form.fields });
      const received = await files.receive(input.id, form.files(), {
        folder: input.path,
        conflict: input.conflict,
        signal: untilClosed(reply),
      });
      return reply.code(201).send(answer(input.path, received));
    });

    uploads.put('/volumes/:id/files/content', long, async (request, reply) => {
      const input = parseInput(fileInput, values(request));
      const { folder, name } = split(input.path);
      const length = request.headers['content-length'];
      const entry: IncomingEntry = {
        path: name,
        kind: 'file',
        sizeBytes: length === undefined ? null : Number(length),
        ...(input.mode === undefined ? {} : { mode: Number.parseInt(input.mode, 8) }),
        ...(input.modifiedAt === undefined ? {} : { modifiedAt: Date.parse(input.modifiedAt) }),
        content: bodyOf(request),
      };
      const received = await files.receive(input.id, one(entry), {
        folder,
        conflict: input.conflict,
        signal: untilClosed(reply),
        sha256: input.sha256,
        ...(length === undefined ? {} : { expectedBytes: Number(length) }),
      });
      const [file] = answer(folder, received).files;
      return reply.code(201).send({ ...file, sha256: received.sha256 });
    });

    uploads.put('/volumes/:id/files/archive', long, async (request, reply) => {
      const input = parseInput(archiveInput, values(request));
      const entries = archiveEntries(streamOf(request), {
        keepsOwners: input.owners === 'keep',
        keepsModes: input.modes === 'keep',
      });
      const { folder, conflict: policy } = { folder: input.path, conflict: input.conflict };
      const received = await files.receive(input.id, entries, { folder, conflict: policy, signal: untilClosed(reply) });
      return reply.code(201).send(answer(folder, received));
    });

    uploads.put('/volumes/:id/uploads/:uploadId', long, async (request, reply) => {
      const input = parseInput(pieceInput, values(request));
      return files.appendUpload({ ...input, bytes: streamOf(request) }, { signal: untilClosed(reply) });
    });
  });
}

/** Of the query and the path: each the last that was given. */
function values(request: FastifyRequest): Record<string, string> {
  const query = [...rawQuery(request.raw.url ?? '')].map(([name, all]) => [name, all.at(-1) ?? ''] as const);
  return { ...Object.fromEntries(query), ...(request.params as Record<string, string>) };
}

/** Without a body there is none to read. Whoever stops reading leaves the connection open, so that the answer can say why. */
function bodyOf(request: FastifyRequest): AsyncIterable<Buffer> {
  const message = (request.body as IncomingMessage | undefined) ?? request.raw;
  return { [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer> };
}

const streamOf = (request: FastifyRequest): Readable => Readable.from(bodyOf(request), { objectMode: false });

function split(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, at + 1) || '/', name: path.slice(at + 1) };
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function answer(folder: string, { fileCount, sizeBytes, files }: Received) {
  const base = `/${folder
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/')}`;
  const full = (path: string): string => (base === '/' ? `/${path}` : `${base}/${path}`);
  return {
    fileCount,
    sizeBytes,
    files: files.map((file) => ({ path: file.placed === null ? null : full(file.placed), sizeBytes: file.sizeBytes })),
  };
}

type Part = Awaited<ReturnType<ReturnType<FastifyRequest['parts']>['next']>>['value'];

/** Forms carry text only: what was no UTF-8 has become U+FFFD on the way, and would be another name. */
function exactName(name: string): string {
  if (name.includes('\u{fffd}')) {
    const problem = 'is not UTF-8, which a form cannot carry: upload it with PUT to files/content';
    throw new AppError('PATH_INVALID', { path: name, problem }, { field: 'path' });
  }
  return name;
}

/** A form as it comes: fields first, then files. A field behind a file comes too late to matter. */
class Form {
  readonly fields: Record<string, string> = {};
  readonly #parts: AsyncIterator<Part, undefined>;
  // oxlint-disable-next-line typescript/no-redundant-type-constituents -- the values of forms have no type of their own in the package
  #first: Part | null = null;

  constructor(request: FastifyRequest) {
    this.#parts = request.parts({
      preservePath: true,
      limits: {
        fileSize: Number.POSITIVE_INFINITY,
        files: MAX_PARTS,
        parts: MAX_PARTS,
        fields: 100,
        fieldSize: 65_536,
      },
    }) as AsyncIterator<Part>;
  }

  async begin(): Promise<void> {
    for (let next = await this.#parts.next(); next.done !== true; next = await this.#parts.next()) {
      const part = next.value;
      if (part.type === 'file') {
        this.#first = part;
        return;
      }
      if (typeof part.value === 'string') {
        this.fields[part.fieldname] = part.value;
      }
    }
  }

  async *files(): AsyncGenerator<IncomingEntry> {
    let count = 0;
    for (let part = this.#first; part !== null; ) {
      if (part.type === 'file') {
        count += 1;
        yield {
          path: exactName(part.filename),
          kind: 'file',
          sizeBytes: null,
          content: part.file,
        };
      }
      const next = await this.#parts.next();
      part = next.done === true ? null : next.value;
    }
    if (count === 0) {
      const problem = 'holds no file';
      throw new AppError('VALIDATION_FAILED', { field: 'body', problem }, { field: 'body' });
    }
  }
}
