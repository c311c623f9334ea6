// Applications for the specs: small, without dependencies, telling which of their versions answers.
import type { RepositoryFiles } from '../../support/git-repository.ts';

/** A Node.js server that greets, and writes an error with its stack when asked for `/fail`. */
export function webApplication(version: string): RepositoryFiles {
  return {
    'package.json': JSON.stringify({
      name: 'shop',
      private: true,
      type: 'module',
      scripts: { start: 'node server.js' },
    }),
    'server.js': `
import { createServer } from 'node:http';
const greeting = process.env.GREETING ?? 'Hello';
function total(basket) {
  return basket.total;
}
const server = createServer((request, response) => {
  console.log('asked for ' + request.url);
  if (request.url.startsWith('/fail')) {
    try {
      total();
    } catch (error) {
      console.error(error);
    }
  }
  response.end(greeting + ' from ${version}');
});
server.listen(Number(process.env.PORT ?? 3000), '0.0.0.0', () => console.log('${version} is listening'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
  };
}

/** Ends before it listens. */
export const brokenApplication: RepositoryFiles = {
  'server.js': "console.error('there is no database');\nprocess.exit(3);\n",
};

/** A build that does not end by itself; serves files when it is let through. */
export const endlessBuild: RepositoryFiles = {
  Dockerfile:
    'FROM busybox:local\nRUN echo "the long step begins" && sleep 900\nEXPOSE 8080\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n',
};

/** One page, for `busybox httpd`. */
export const staticPage = (text: string): Readonly<Record<string, string>> => ({
  Dockerfile:
    'FROM busybox:local\nCOPY index.html /www/index.html\nEXPOSE 8080\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n',
  'index.html': text,
});
