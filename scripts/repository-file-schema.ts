// Writes schemas/minipaas.schema.json from the schema that minipaas.json is checked with: `node scripts/repository-file-schema.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { repositoryFileSchema } from '../src/contract/repository-file.ts';

export const repositoryFileSchemaFile = fileURLToPath(new URL('../schemas/minipaas.schema.json', import.meta.url));

export const repositoryFileSchemaText = (): string => `${JSON.stringify(repositoryFileSchema(), null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(repositoryFileSchemaFile, repositoryFileSchemaText());
}
