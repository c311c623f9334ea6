// `GET /`: the landing page for whoever is not logged in, the dashboard for whoever is; and the dashboard's files.
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { REPOSITORY_FILE_SCHEMA_PATH, repositoryFileSchema } from '../../../contract/repository-file.ts';
import { messagePage } from './message-page.ts';

export interface PageFiles {
  /** Folder of the built dashboard: `index.html` and `assets/`, whose names change with their content. */
  readonly dashboard: string;
  /** The landing page. */
  readonly landing: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

export async function addPages(app: FastifyInstance, files: PageFiles): Promise<void> {
  const landing = await readFile(files.landing, 'utf8');

  app.get('/', async (request, reply) => {
    // The same address shows one of two pages: neither may be kept.
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').header('vary', 'Cookie, Authorization');
    if (request.principal === null) {
      return landing;
    }
    return (await readIndex(files.dashboard)) ?? reply.code(503).send(notBuilt);
  });

  // For editors, which ask without a login, whichever page made them ask.
  let schema: string | undefined;
  app.get(REPOSITORY_FILE_SCHEMA_PATH, (_request, reply) =>
    reply
      .type('application/schema+json; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .header('access-control-allow-origin', '*')
      .send((schema ??= JSON.stringify(repositoryFileSchema()))),
  );

  const assets = join(files.dashboard, 'assets') + sep;
  await app.register(fastifyStatic, {
    root: files.dashboard,
    index: false,
    dotfiles: 'ignore',
    // `/` decides who sees it.
    allowedPath: (path) => path !== '/index.html',
    setHeaders(reply, path) {
      const isImmutable = path.startsWith(assets);
      reply.header('cache-control', isImmutable ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache');
    },
    cacheControl: false,
  });
}

const notBuilt = messagePage({
  title: 'The dashboard is not built',
  paragraphs: ['Run "npm run build" and load this page again. The REST API below /api works without it.'],
});

/** Read each time, so that a new build shows without a restart; it is a few hundred bytes. */
async function readIndex(dashboard: string): Promise<string | null> {
  try {
    return await readFile(join(dashboard, 'index.html'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
