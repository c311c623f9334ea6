// What a change of a project's source fields makes of its source.
import { AppError } from '../../../contract/app-error.ts';
import type { UpdateProjectInput } from '../../../contract/projects.ts';
import type { Source } from '../../../contract/sources.ts';
import type { ProjectSources } from './ports.ts';

type SourceChange = Pick<UpdateProjectInput, 'repoUrl' | 'branch' | 'rootDirectory' | 'image'>;

/** The new source, and the credential that an address brought along; null when nothing of it changes. Throws VALIDATION_FAILED for a field this kind of source has not. */
export function changeSource(
  source: Source,
  change: SourceChange,
  parse: ProjectSources['parse'],
): ReturnType<ProjectSources['parse']> | null {
  const wanted = (['repoUrl', 'branch', 'rootDirectory', 'image'] as const).filter(
    (field) => change[field] !== undefined,
  );
  if (wanted.length === 0) {
    return null;
  }
  const allowed = fieldsOf[source.kind];
  const wrong = wanted.find((field) => !allowed.includes(field));
  if (wrong !== undefined) {
    const problem = `a project made from ${nounOf[source.kind]} has no ${wrong}`;
    throw new AppError('VALIDATION_FAILED', { field: wrong, problem }, { field: wrong });
  }
  const changed = parse(inputOf(source, change));
  const isSame = changed.credential === null && JSON.stringify(changed.source) === JSON.stringify(source);
  return isSame ? null : changed;
}

const fieldsOf: Record<Source['kind'], readonly string[]> = {
  git: ['repoUrl', 'branch', 'rootDirectory'],
  folder: ['rootDirectory'],
  image: ['image'],
};

const nounOf: Record<Source['kind'], string> = { git: 'a repository', folder: 'a folder', image: 'an image' };

function inputOf(source: Source, change: SourceChange): Parameters<ProjectSources['parse']>[0] {
  switch (source.kind) {
    case 'git': {
      const branch = change.branch === undefined ? source.branch : change.branch;
      return {
        repoUrl: change.repoUrl ?? source.repoUrl,
        rootDirectory: change.rootDirectory ?? source.rootDirectory,
        ...(branch === null ? {} : { branch }),
      };
    }
    case 'folder':
      return { folderPath: source.path, rootDirectory: change.rootDirectory ?? source.rootDirectory };
    case 'image':
      return { image: change.image ?? source.reference };
  }
}
