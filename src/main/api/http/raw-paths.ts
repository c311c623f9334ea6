// Routes that are no calls of the contract, for the OpenAPI document.

import { metricsRange } from '../../../contract/metrics.ts';

const jsonOf = (properties: Record<string, unknown>) => ({
  'application/json': { schema: { type: 'object' as const, properties, required: Object.keys(properties) } },
});

export const rawPaths = {
  '/deployments/{id}/logs/download': {
    get: {
      operationId: 'logs.download',
      summary: 'Download a whole log as text',
      parameters: [
        { name: 'id', in: 'path' as const, required: true, schema: { type: 'integer' as const, minimum: 1 } },
        {
          name: 'kind',
          in: 'query' as const,
          schema: { type: 'string' as const, enum: ['build', 'runtime'], default: 'build' },
        },
      ],
      responses: {
        '200': { description: 'The log', content: { 'text/plain': { schema: { type: 'string' as const } } } },
      },
    },
  },
  '/backups/{id}/download': {
    get: {
      operationId: 'backups.download',
      summary: 'Download the archive of a backup',
      parameters: [
        { name: 'id', in: 'path' as const, required: true, schema: { type: 'integer' as const, minimum: 1 } },
      ],
      responses: {
        '200': {
          description: 'A tar, compressed with gzip',
          content: { 'application/gzip': { schema: { type: 'string' as const, format: 'binary' } } },
        },
      },
    },
  },
  '/installation/exports/{name}': {
    get: {
      operationId: 'installation.downloadExport',
      summary: 'Download a sealed copy of the installation',
      parameters: [{ name: 'name', in: 'path' as const, required: true, schema: { type: 'string' as const } }],
      responses: {
        '200': {
          description: 'The sealed file',
          content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
        },
      },
    },
  },
  '/projects/{id}/metrics.csv': {
    get: {
      operationId: 'metrics.csv',
      summary: 'Download what a project used over time as CSV',
      parameters: [
        { name: 'id', in: 'path' as const, required: true, schema: { type: 'integer' as const, minimum: 1 } },
        {
          name: 'range',
          in: 'query' as const,
          schema: { type: 'string' as const, enum: [...metricsRange.options], default: '1h' },
        },
      ],
      responses: {
        '200': {
          description: 'A line for each step; each column names its unit',
          content: { 'text/csv': { schema: { type: 'string' as const } } },
        },
      },
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
