// A request whose body does not come is not waited for. Node's own limit counts for all requests of a server, uploads of hours included.
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
    if (request.routeOptions.config.hasLongBody !== true && !raw.complete) {
      const timer = setTimeout(() => raw.destroy(), limitMs);
      const stop = (): void => clearTimeout(timer);
      raw.once('end', stop);
      raw.once('close', stop);
    }
    done();
  });
}
