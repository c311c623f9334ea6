// A streamed request that dockerode has no call for, or whose call of dockerode does not stream.
import type Docker from 'dockerode';

interface DialOptions {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Without the version. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Written already; comes first. For values whose bytes are not text. */
  readonly rawQuery?: string;
  /** The request's body as JSON. */
  readonly body?: object;
  /** The request's body, sent as a tar. docker-modem does not destroy it when the request fails: its owner must. */
  readonly file?: NodeJS.ReadableStream;
  /** Logins by registry, for the classic builder: a header, no part of the address. */
  readonly registryconfig?: object | undefined;
  readonly abortSignal: AbortSignal;
}

type Dial = (options: object, callback: (error: Error | null, answer: NodeJS.ReadableStream | null) => void) => void;

/** Resolves when the answer begins. */
export function dialStream(
  docker: Docker,
  { method, path, query, rawQuery, body = {}, file, registryconfig, abortSignal }: DialOptions,
): Promise<NodeJS.ReadableStream> {
  const modem = docker.modem as { dial: Dial };
  return new Promise((resolve, reject) => {
    const options = {
      method,
      // docker-modem writes the query only behind a path that ends so.
      path: `${path}?${rawQuery === undefined ? '' : `${rawQuery}&`}`,
      options: { _query: query, _body: body },
      ...(file === undefined ? {} : { file }),
      ...(registryconfig === undefined ? {} : { registryconfig }),
      abortSignal,
      isStream: true,
      statusCodes: { 200: true },
    };
    modem.dial(options, (error, answer) => {
      if (answer === null) {
        reject(error ?? new Error('no answer'));
      } else {
        resolve(answer);
      }
    });
  });
}
