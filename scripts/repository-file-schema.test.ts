import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repositoryFileSchemaFile, repositoryFileSchemaText } from './repository-file-schema.ts';

describe('schemas/minipaas.schema.json', () => {
  it('says what the schema in use says (mend with: node scripts/repository-file-schema.ts)', () => {
    const published: unknown = JSON.parse(readFileSync(repositoryFileSchemaFile, 'utf8'));
    expect(published).toEqual(JSON.parse(repositoryFileSchemaText()));
  });
});
