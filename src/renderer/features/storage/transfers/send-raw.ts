/** Bytes to a raw route of the listener. XMLHttpRequest, because `fetch` does not tell how much of a body has gone. */
import { LostConnectionError } from '../../../../transfer/uplink.ts';

export interface RawRequest {
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Bytes of the body that have gone. */
  readonly onProgress: (bytes: number) => void;
}

export type SendRaw = (request: RawRequest) => Promise<unknown>;

const CSRF_HEADER = 'x-csrf-token';
/** Whoever stands in front of the control plane, or the host behind it, cannot be reached just now. */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Resolves with the answer's JSON. Throws LostConnectionError where trying again makes sense, else the error that was answered. */
export function createSendRaw(): SendRaw {
  let token: Promise<string> | null = null;
  return async (request) => {
    token ??= readCsrfToken(request.signal);
    try {
      return await send(request, await token);
    } catch (error) {
      // The session was renewed: its token is another one. Also after a failure, so that the next try asks anew.
      token = null;
      if (!isRefusedToken(error)) throw error;
      token = readCsrfToken(request.signal);
      return send(request, await token);
    }
  };
}

async function readCsrfToken(signal: AbortSignal): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch('/api/session', { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new LostConnectionError('', { cause });
  }
  return answer.headers.get(CSRF_HEADER) ?? '';
}

function send({ method, url, body, signal, onProgress }: RawRequest, token: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const settle = (work: () => void) => {
      signal.removeEventListener('abort', stop);
      work();
    };
    signal.addEventListener('abort', stop, { once: true });
    request.open(method, url);
    request.setRequestHeader(CSRF_HEADER, token);
    request.setRequestHeader('content-type', body.type === '' ? 'application/octet-stream' : body.type);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () =>
      settle(() => {
        const answer = parse(request.responseText);
        if (request.status >= 200 && request.status < 300) resolve(answer);
        else reject(failureOf(request.status, answer));
      }),
    );
    request.addEventListener('error', () => settle(() => reject(new LostConnectionError())));
    request.addEventListener('abort', () => settle(() => reject(signal.reason)));
    request.send(body);
  });
}

function failureOf(status: number, answer: unknown): Error {
  const body = typeof answer === 'object' && answer !== null ? answer : {};
  const error = Object.assign(new Error(`The answer was ${status}.`), body);
  return passing.has(status) ? new LostConnectionError('', { cause: error }) : error;
}

function isRefusedToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CSRF_REFUSED';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's page: the status says enough.
    return null;
  }
}
