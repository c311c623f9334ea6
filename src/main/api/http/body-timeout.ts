// A request whose body does not come is not waited for. Node's own limit counts for all requests of a server, uploads of hours included.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a stream of any length; its route looks after it. */
    readonly hasLongBody?: boolean;
  }
}

export function addBodyTimeout(app: FastifyInstance, limitMs: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (request.routeOptions.config.hasLongBody !== true && !raw.complete && hasBody(raw.headers)) {
      const timer = setTimeout(() => raw.destroy(), limitMs);
      const stop = (): void => clearTimeout(timer);
      raw.once('end', stop);
      raw.once('close', stop);
    }
    done();
  });
}

/** RFC 9112, 6: one of these headers says so. Nobody reads what does not come, so its end is never told. */
function hasBody({ 'content-length': length, 'transfer-encoding': coding }: IncomingHttpHeaders): boolean {
  return coding !== undefined || (length !== undefined && Number(length) > 0);
}
