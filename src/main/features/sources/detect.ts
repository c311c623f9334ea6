// What a source is and how it is built. Asked in order: a Dockerfile says so itself; a manifest comes before loose files.
import { AppError } from '../../../contract/app-error.ts';
import { REPOSITORY_FILE } from '../../../contract/repository-file.ts';
import type { Detection } from '../../../contract/sources.ts';
import { describeDockerfile, findDockerfile } from './detect-dockerfile.ts';
import { detectGo } from './detect-go.ts';
import { detectNode } from './detect-node.ts';
import { detectPython } from './detect-python.ts';
import { detectStatic } from './detect-static.ts';
import type { BuildDefaults, DeclaredSteps, Detector, DetectorInput } from './found-project.ts';
import type { SourceTree } from './ports.ts';
import { scanVariables } from './scan-variables.ts';

export interface DetectOptions {
  readonly defaults: BuildDefaults;
  /** Set by the user: must be there. */
  readonly dockerfilePath: string | null;
  /** Names of secrets that a generated Dockerfile is to mount; none when left out. */
  readonly buildSecrets?: readonly string[] | undefined;
  readonly declared?: DeclaredSteps | undefined;
}

const nothingDeclared: DeclaredSteps = { command: null, args: [] };

export interface DetectedSource {
  readonly detection: Detection;
  /** Path of the Dockerfile in the source, or where the generated one goes. */
  readonly dockerfilePath: string;
}

/** Throws NO_PROJECT_DETECTED, DOCKERFILE_NOT_FOUND or SOURCE_UNREADABLE. */
export async function detectSource(
  tree: SourceTree,
  { defaults, dockerfilePath, buildSecrets = [], declared = nothingDeclared }: DetectOptions,
): Promise<DetectedSource> {
  const suggestions = await scanVariables(tree);
  const path = await findDockerfile(tree, dockerfilePath);
  if (path !== null) {
    const found = describeDockerfile((await tree.readText(path)) ?? '', path);
    const notes = [...found.notes, ...notRun(declared, path)];
    return { detection: { ...found, notes, suggestions: [...suggestions] }, dockerfilePath: path };
  }
  const top = new Set(await tree.list(''));
  for (const detect of inOrder(top)) {
    const found = await detect({ tree, defaults, top, variables: suggestions, buildSecrets, declared });
    if (found !== null) return { detection: { ...found, suggestions: [...suggestions] }, dockerfilePath: 'Dockerfile' };
  }
  throw new AppError('NO_PROJECT_DETECTED', { found: describeTop(top) });
}

/** Said where a build command has no generated Dockerfile to stand in. `dockerfile`: for the sentence. */
export const notRun = ({ command }: DeclaredSteps, dockerfile: string): readonly string[] =>
  command === null ? [] : [`build.command of ${REPOSITORY_FILE} is not run: ${dockerfile} says how it is built.`];

/**
 * package.json beside another language's manifest is mostly there for the front end's tools: `manage.py` and `go.mod` say more.
 */
function inOrder(top: DetectorInput['top']): readonly Detector[] {
  if (top.has('go.mod')) return [detectGo, detectNode, detectPython, detectStatic];
  if (top.has('manage.py')) return [detectPython, detectNode, detectStatic];
  if (top.has('package.json')) return [detectNode, detectPython, detectStatic];
  return [detectPython, detectStatic];
}

function describeTop(top: ReadonlySet<string>): string {
  const names = [...top].filter((name) => name !== '.git/');
  if (names.length === 0) return 'nothing';
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
}
