import { AppError } from '../../../contract/app-error.ts';
import type { FoundProject } from './found-project.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { SourceTree } from './ports.ts';

/** Path of the source's own Dockerfile; null when it has none. Throws DOCKERFILE_NOT_FOUND when `wanted` is not there. */
export async function findDockerfile(tree: SourceTree, wanted: string | null): Promise<string | null> {
  for (const path of wanted === null ? ['Dockerfile', 'dockerfile'] : [wanted]) {
    if ((await tree.readText(path, 1)) !== null) return path;
  }
  if (wanted === null) return null;
  throw new AppError('DOCKERFILE_NOT_FOUND', { path: wanted }, { field: 'dockerfilePath' });
}

/** A project whose Dockerfile is given. `path` is for the sentences. */
export function describeDockerfile(text: string, path: string): FoundProject {
  const facts = parseDockerfile(text);
  const [port, ...others] = facts.ports;
  const notes = [
    ...(facts.stageCount === 0 ? [`${path} has no FROM instruction: the build will fail.`] : []),
    ...(others.length > 0
      ? [`${path} exposes several ports (${facts.ports.join(', ')}); the first one is taken.`]
      : []),
    ...(facts.needsBuildKit ? [`${path} needs BuildKit, which the host’s engine must have.`] : []),
    ...(facts.syntaxImage === null
      ? []
      : [`${path} begins with "# syntax=": BuildKit pulls ${facts.syntaxImage} first.`]),
  ];
  const found = port ?? facts.portVariable;
  return {
    kind: 'dockerfile',
    framework: 'Dockerfile',
    packageManager: null,
    runtimeVersion: null,
    installCommand: null,
    buildCommand: null,
    startCommand: facts.command,
    port: found,
    portReason: reasonFor(path, port, facts.portVariable),
    dockerfile: text,
    isDockerfileGenerated: false,
    notes,
  };
}

function reasonFor(path: string, exposed: number | undefined, variable: number | null): string {
  if (exposed !== undefined) return `${path} exposes ${exposed}.`;
  if (variable !== null) return `${path} sets PORT=${variable}.`;
  return `${path} exposes no port; what the built image exposes decides.`;
}
