import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A server on the loopback address: nobody else's machine gets here. 0: any free port. Throws what the system says. */
export async function listenLocally(port: number, onVisitor: (socket: Socket) => void): Promise<Server> {
  // Half open: who has said everything may still listen to the answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, onVisitor).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
