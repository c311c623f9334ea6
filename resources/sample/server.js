// The sample application of miniPaaS: a web server without dependencies, to see a deployment from source to page.
import { createServer } from 'node:http';
import { hostname } from 'node:os';

const port = Number(process.env.PORT ?? 3000);
const greeting = process.env.GREETING ?? 'It works.';
let visits = 0;

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);

const page = () => `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>miniPaaS sample</title>
    <style>
      body { font-family: "Courier New", monospace; background: #c0c0c0; margin: 0; padding: 40px 20px; }
      main { max-width: 560px; margin: 0 auto; background: #fff; border: 2px solid #000; padding: 20px 30px; line-height: 1.6; }
      h1 { font-size: 24px; }
    </style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(greeting)}</h1>
      <p>This page comes from a container that miniPaaS built and started.</p>
      <p>Container: ${escapeHtml(hostname())}<br>Visits: ${visits}</p>
      <p>Set the variable GREETING in the tab "Environment", deploy, and reload this page.</p>
    </main>
  </body>
</html>
`;

const server = createServer((request, response) => {
  if (request.url === '/health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    return;
  }
  visits += 1;
  console.log(`${request.method} ${request.url} visit ${visits}`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page());
});

server.listen(port, '0.0.0.0', () => console.log(`listening on port ${port}`));

// Finish what was asked for, then leave: a release replaces this container without dropping a request.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
