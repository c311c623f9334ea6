// A stand-in for an S3 service: objects in memory, written in one piece or in parts, behind one pair of keys. Signatures are looked at for
// their access key alone; what a real service checks besides was not run against one.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Uploads in parts that nobody ended. */
  openUploads(): number;
  close(): Promise<void>;
}

export async function startS3Server(access: {
  readonly bucket: string;
  readonly accessKeyId: string;
}): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, bucket = '', ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const body = await content(request);
    const fail = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    };
    if (!(request.headers.authorization ?? '').includes(`Credential=${access.accessKeyId}/`)) {
      return fail(403, 'InvalidAccessKeyId');
    }
    if (bucket !== access.bucket) {
      return fail(404, 'NoSuchBucket');
    }
    const xml = (text: string): void => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?>${text}`);
    };
    const uploadId = url.searchParams.get('uploadId');
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, new Map());
      return xml(
        `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (uploadId !== null) {
      const parts = uploads.get(uploadId);
      if (parts === undefined) return fail(404, 'NoSuchUpload');
      if (request.method === 'PUT') {
        parts.set(Number(url.searchParams.get('partNumber')), body);
        response.writeHead(200, { etag: etag(body) });
        response.end();
        return;
      }
      uploads.delete(uploadId);
      if (request.method === 'DELETE') {
        response.writeHead(204).end();
        return;
      }
      const whole = Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
      objects.set(key, whole);
      return xml(
        `<CompleteMultipartUploadResult><Key>${key}</Key><ETag>${etag(whole)}</ETag></CompleteMultipartUploadResult>`,
      );
    }
    switch (request.method) {
      case 'PUT':
        objects.set(key, body);
        response.writeHead(200, { etag: etag(body) }).end();
        return;
      case 'DELETE':
        objects.delete(key);
        response.writeHead(204).end();
        return;
      default: {
        const found = objects.get(key);
        if (found === undefined) return fail(404, 'NoSuchKey');
        response.writeHead(200, { 'content-length': found.length, etag: etag(found) }).end(found);
      }
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    openUploads: () => uploads.size,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const etag = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** The client sends its pieces with their sizes and, at the end, a checksum (`aws-chunked`). */
async function content(request: IncomingMessage): Promise<Buffer> {
  const raw = await buffer(request);
  if (!(request.headers['content-encoding'] ?? '').includes('aws-chunked')) {
    return raw;
  }
  const pieces: Buffer[] = [];
  for (let at = 0; at < raw.length; ) {
    const end = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    pieces.push(raw.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(pieces);
}
