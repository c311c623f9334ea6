// Routes that are no calls of the contract, for the OpenAPI document.

import { metricsRange } from '../../../contract/metrics.ts';
import { answer, idInPath, query, type RawPaths } from './raw-operation.ts';
import { rawFilePaths } from './raw-file-paths.ts';

const jsonOf = (properties: Record<string, unknown>) => ({
  'application/json': { schema: { type: 'object' as const, properties, required: Object.keys(properties) } },
});

export const rawPaths: RawPaths = {
  ...rawFilePaths,
  '/deployments/{id}/logs/download': {
    get: {
      operationId: 'logs.download',
      summary: 'Download a log, or a part of it',
      parameters: [
        idInPath,
        query('kind', { enum: ['build', 'runtime'], default: 'build' }),
        query(
          'format',
          { enum: ['text', 'json'], default: 'text' },
          { description: 'json: a line of JSON for each line' },
        ),
        query('fromSeq', { type: 'integer', minimum: 1 }, { description: 'The number of the first line' }),
        query('toSeq', { type: 'integer', minimum: 1 }, { description: 'The number of the last line' }),
        query('query', {}, { description: 'Only lines in which it stands' }),
        query('isRegex', { type: 'boolean', default: false }),
        query('isCaseSensitive', { type: 'boolean', default: false }),
        query('levels', {}, { description: 'Only lines of these levels, with commas between' }),
      ],
      responses: answer('The log', 'text/plain'),
    },
  },
  '/backups/{id}/download': {
    get: {
      operationId: 'backups.download',
      summary: 'Download the archive of a backup',
      parameters: [idInPath],
      responses: answer('A tar, compressed with gzip', 'application/gzip'),
    },
  },
  '/installation/exports/{name}': {
    get: {
      operationId: 'installation.downloadExport',
      summary: 'Download a sealed copy of the installation',
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      responses: answer('The sealed file', 'application/octet-stream'),
    },
  },
  '/reports/{id}/download': {
    get: {
      operationId: 'diagnostics.downloadReport',
      summary: 'Download a report of a problem as one archive',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: answer('A tar, compressed with gzip', 'application/gzip'),
    },
  },
  '/projects/{id}/metrics.csv': {
    get: {
      operationId: 'metrics.csv',
      summary: 'Download what a project used over time as CSV',
      parameters: [idInPath, query('range', { enum: [...metricsRange.options], default: '1h' })],
      responses: answer('A line for each step; each column names its unit', 'text/csv'),
    },
  },
  '/auth/login-link': {
    post: {
      operationId: 'identity.loginLink',
      summary: 'Make a one-time login link for a browser; only with a token',
      security: [{ bearer: [] }],
      responses: {
        '201': {
          description: 'The link, good for one login within ten minutes',
          content: jsonOf({ url: { type: 'string' }, expiresAt: { type: 'string', format: 'date-time' } }),
        },
      },
    },
  },
};
