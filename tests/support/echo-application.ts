import type { RepositoryFiles } from './git-repository.ts';

/** Says what it is asked; takes bodies and WebSockets. */
export const echoApplication: RepositoryFiles = {
  Dockerfile: 'FROM node:local\nCOPY server.js .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'server.js': `const { createHash } = require('crypto');
const server = require('http').createServer((request, response) => {
  let bytes = 0;
  request.on('data', (part) => { bytes += part.length; });
  request.on('end', () => {
    response.statusCode = Number(/^\\/status\\/(\\d+)/.exec(request.url)?.[1] ?? 200);
    response.end(JSON.stringify({ url: request.url, host: request.headers.host, proto: request.headers['x-forwarded-proto'], bytes }));
  });
});
server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + key + '\\r\\n\\r\\n');
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
};
