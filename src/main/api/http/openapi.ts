// The OpenAPI 3.1 document, made from the contract.
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../../../contract/contract.ts';
import { deployment } from '../../../contract/deployments.ts';
import { envVar } from '../../../contract/environment.ts';
import { errorBody } from '../../../contract/errors.ts';
import { host } from '../../../contract/hosts.ts';
import { project } from '../../../contract/projects.ts';
import { settings } from '../../../contract/settings.ts';
import { detection } from '../../../contract/sources.ts';
import { accessOf } from '../permissions.ts';
import { rawPaths } from './raw-paths.ts';

/** One for all users of it: it keeps no state. */
export const schemaConverters = [new ZodToJsonSchemaConverter()];

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

export async function generateOpenApi(version: string, cookieName: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters });
  const generated = await generator.generate(contract, {
    info: {
      title: 'miniPaaS',
      version,
      description:
        'Send `Authorization: Bearer TOKEN`. Every error is `{code, message, hint, field?, details?}`; a code never changes its meaning.',
    },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'Requests that change something also need the header X-CSRF-Token, which GET /session answers.',
        },
      },
    },
    commonSchemas: {
      Deployment: { schema: deployment, strategy: 'output' },
      Detection: { schema: detection, strategy: 'output' },
      Error: { schema: errorBody, strategy: 'output' },
      Host: { schema: host, strategy: 'output' },
      Project: { schema: project, strategy: 'output' },
      Settings: { schema: settings, strategy: 'output' },
      Variable: { schema: envVar, strategy: 'output' },
    },
  });
  const { paths = {} } = generated;
  // A path may have calls of the contract by other methods.
  const raw = Object.entries(rawPaths).map(([path, item]) => [path, { ...paths[path], ...item }] as const);
  const document = { ...generated, paths: { ...paths, ...Object.fromEntries(raw) } };
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item ?? {}) as Operation[]) {
      describeErrors(operation);
    }
  }
  // The generator leaves members that are undefined, which no validator takes.
  return JSON.parse(JSON.stringify(document)) as Document;
}

interface Operation {
  operationId?: string;
  security?: unknown[];
  responses?: Record<string, unknown>;
}

function describeErrors(operation: Operation): void {
  if (accessOf((operation.operationId ?? '').split('.')) === 'public') {
    operation.security = [];
  }
  operation.responses = {
    ...operation.responses,
    default: {
      description: 'What went wrong, and what to do next',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  };
}
