import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { SourceTree } from './ports.ts';

const texts = z.record(z.string(), z.unknown()).transform((record) => {
  const pairs = Object.entries(record).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return new Map(pairs);
});
const packages = texts.catch(new Map<string, string>()).default(new Map<string, string>());
const text = z.string().nullable().catch(null).default(null);

/** What we read of package.json; anything of an unexpected shape counts as absent, as npm itself mostly does. */
const manifestSchema = z.object({
  name: text,
  main: text,
  type: text,
  packageManager: text,
  engines: packages,
  volta: packages,
  scripts: packages,
  dependencies: packages,
  devDependencies: packages,
  optionalDependencies: packages,
  workspaces: z
    .unknown()
    .optional()
    .transform((value) => value !== undefined),
});
export type NodeManifest = z.infer<typeof manifestSchema>;

/** Null when there is no package.json. Throws SOURCE_UNREADABLE when it is not JSON. */
export async function readManifest(tree: SourceTree): Promise<NodeManifest | null> {
  const content = await tree.readText('package.json');
  if (content === null) return null;
  try {
    return manifestSchema.parse(JSON.parse(content));
  } catch (cause) {
    const problem =
      cause instanceof SyntaxError ? `it is not valid JSON (${cause.message})` : 'it is not a JSON object';
    throw new AppError('SOURCE_UNREADABLE', { path: 'package.json', problem }, { cause });
  }
}

export function hasPackage(manifest: NodeManifest, name: string): boolean {
  return (
    manifest.dependencies.has(name) || manifest.devDependencies.has(name) || manifest.optionalDependencies.has(name)
  );
}

export function hasAnyPackage({ dependencies, devDependencies, optionalDependencies }: NodeManifest): boolean {
  return dependencies.size + devDependencies.size + optionalDependencies.size > 0;
}
