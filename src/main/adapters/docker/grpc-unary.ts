// A gRPC server of unary calls on one connection that is already there: BuildKit asks back over the very connection that we opened.
// Node has HTTP/2; of gRPC no more is needed than five bytes before a message and two trailers.
import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';

export type UnaryCall = (request: Buffer) => UnaryAnswer | Promise<UnaryAnswer>;

export type UnaryAnswer =
  | { readonly status: 'ok'; readonly message: Uint8Array }
  | { readonly status: 'notFound'; readonly problem: string };

/** What is asked for is an identifier: more is not one of ours. */
const MAX_REQUEST_BYTES = 64 * 1024;
const FRAME_HEAD = 5;
const codes = { ok: 0, notFound: 5, unimplemented: 12, internal: 13 } as const;

/** By path, such as `/grpc.health.v1.Health/Check`. The connection belongs to the server from now on; closing the session closes it. */
export function serveUnary(socket: Duplex, calls: ReadonlyMap<string, UnaryCall>): ServerHttp2Session {
  const session = performServerHandshake(socket);
  // The other side has gone: what it asked for nobody waits for any more, and the build itself says what became of it.
  session.on('error', () => undefined);
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders & { ':path'?: string }) => {
    stream.on('error', () => undefined);
    const call = calls.get(headers[':path'] ?? '');
    void (call === undefined ? Promise.resolve(null) : readMessage(stream).then(call))
      .then((answer) => reply(stream, answer))
      .catch(() => end(stream, codes.internal, 'the answer could not be made'));
  });
  return session;
}

async function readMessage(stream: ServerHttp2Stream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_REQUEST_BYTES) {
      throw new Error('The request is too long.');
    }
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  if (body.length < FRAME_HEAD || body[0] !== 0 || body.readUInt32BE(1) !== body.length - FRAME_HEAD) {
    throw new Error('The request is not one plain message.');
  }
  return body.subarray(FRAME_HEAD);
}

function reply(stream: ServerHttp2Stream, answer: UnaryAnswer | null): void {
  if (answer === null) {
    end(stream, codes.unimplemented, 'not offered');
  } else if (answer.status === 'notFound') {
    end(stream, codes.notFound, answer.problem);
  } else if (!stream.destroyed) {
    const head = Buffer.alloc(FRAME_HEAD);
    head.writeUInt32BE(answer.message.length, 1);
    stream.respond(responseHead, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(codes.ok) }));
    stream.end(Buffer.concat([head, answer.message]));
  }
}

function end(stream: ServerHttp2Stream, code: number, problem: string): void {
  if (!stream.destroyed && !stream.headersSent) {
    const trailers = { 'grpc-status': String(code), 'grpc-message': encodeURIComponent(problem) };
    stream.respond({ ...responseHead, ...trailers }, { endStream: true });
  }
}

const responseHead = {
  [constants.HTTP2_HEADER_STATUS]: constants.HTTP_STATUS_OK,
  [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
};
