// Visitors of an ingress of this machine, whoever the name that they ask for belongs to.
import { request } from 'node:http';
import { connect } from 'node:http2';

export interface IngressAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

interface Question {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
  readonly auth?: string;
  readonly body?: Buffer;
}

export function askIngress({ port, host, path = '/', auth, body }: Question): Promise<IngressAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      headers: { host },
      ...(auth === undefined ? {} : { auth }),
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.end(body);
  });
}

/** Over HTTP/2; `ca`: who has to have signed the certificate, null: whoever. Resolves with the body. */
export async function askOverHttp2({ port, host, path = '/' }: Question, ca: string | null): Promise<string> {
  const session = connect(`https://127.0.0.1:${port}`, {
    servername: host,
    ...(ca === null ? { rejectUnauthorized: false } : { ca }),
  });
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({ ':path': path, ':authority': host });
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      stream.on('error', reject);
      stream.once('end', () => resolve(text));
    });
  } finally {
    session.close();
  }
}
