import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../../contract/contract.ts';
import { generateOpenApi } from './openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

let document: Awaited<ReturnType<typeof generateOpenApi>>;
let operations: Operation[];
beforeAll(async () => {
  document = await generateOpenApi('1.2.3', 'minipaas-1');
  operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item ?? {}) as Operation[]);
});

describe('generateOpenApi', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(document);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info.version).toBe('1.2.3');
  });

  it('has every call of the contract, and the routes that are none', () => {
    const names = Object.entries(contract).flatMap(([feature, group]) =>
      Object.keys(group).map((name) => `${feature}.${name}`),
    );
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
      [
        ...names,
        'backups.download',
        'diagnostics.downloadReport',
        'files.appendUpload',
        'files.archive',
        'files.download',
        'files.putArchive',
        'files.putContent',
        'files.upload',
        'identity.loginLink',
        'installation.downloadExport',
        'logs.download',
        'metrics.csv',
      ].toSorted(),
    );
  });

  it('describes the errors of every call', () => {
    for (const { responses } of operations) {
      expect(responses['default']).toMatchObject({
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      });
    }
    expect(document.components?.schemas?.['Error']).toMatchObject({ required: ['code', 'message', 'hint'] });
  });

  it('asks for a login everywhere but at the health', () => {
    const open = operations.filter(({ security }) => Array.isArray(security) && security.length === 0);
    expect(open.map(({ operationId }) => operationId)).toEqual(['health.get']);
    expect(document.security).toEqual([{ bearer: [] }, { session: [] }]);
  });
});
