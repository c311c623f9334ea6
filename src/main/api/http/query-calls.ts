// Calls of the contract whose query names files: the same procedures, reached past oRPC's own reading of the address, which knows only text.
import type { AnyContractProcedure } from '@orpc/contract';
import { call, type AnyProcedure } from '@orpc/server';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contract } from '../../../contract/contract.ts';
import type { ApiRouter } from '../router.ts';
import { rawQuery } from './raw-query.ts';

const features = ['files', 'volumes'] as const;

/** GET and DELETE of files and volumes. A body, where one is sent, adds to the query. */
export function addQueryCalls(api: FastifyInstance, router: ApiRouter): void {
  for (const feature of features) {
    const procedures: Readonly<Record<string, AnyContractProcedure>> = contract[feature];
    const implemented = router[feature] as unknown as Readonly<Record<string, AnyProcedure>>;
    for (const [name, procedure] of Object.entries(procedures)) {
      const { method, path, successStatus = 200 } = procedure['~orpc'].route;
      const implementation = implemented[name];
      const input = procedure['~orpc'].inputSchema;
      if ((method !== 'GET' && method !== 'DELETE') || path === undefined || implementation === undefined) {
        continue;
      }
      const shape = input instanceof z.ZodObject ? (input.shape as Readonly<Record<string, z.ZodType>>) : {};
      api.route({
        method,
        url: path.replace(/\{(\w+)\}/g, ':$1'),
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const gone = new AbortController();
          reply.raw.once('close', () => gone.abort());
          const given = {
            ...(request.body as object | undefined),
            ...fromQuery(request.raw.url ?? '', shape),
            ...fromParameters(request.params as Readonly<Record<string, string>>, shape),
          };
          const answer: unknown = await call(implementation, given, {
            context: { principal: request.principal },
            signal: gone.signal,
          });
          return reply.code(successStatus).send(answer);
        },
      });
    }
  }
}

function fromQuery(url: string, shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> {
  return Object.fromEntries(
    [...rawQuery(url)].map(([name, values]) => {
      const schema = shape[name];
      const plain = schema === undefined ? undefined : inner(schema);
      return [name, plain instanceof z.ZodArray ? values : typed(values.at(-1) ?? '', plain)];
    }),
  );
}

function fromParameters(
  parameters: Readonly<Record<string, string>>,
  shape: Readonly<Record<string, z.ZodType>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const schema = shape[name];
      return [name, typed(value, schema === undefined ? undefined : inner(schema))];
    }),
  );
}

/** Text where the schema wants text, or where it is not what is wanted: then the schema says so. */
function typed(value: string, schema: z.ZodType | undefined): unknown {
  if (schema instanceof z.ZodNumber && /^-?\d+(?:\.\d+)?$/.test(value)) {
    return Number(value);
  }
  if (schema instanceof z.ZodBoolean && (value === 'true' || value === 'false')) {
    return value === 'true';
  }
  return value;
}

function inner(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? inner(schema.unwrap() as z.ZodType)
    : schema;
}
