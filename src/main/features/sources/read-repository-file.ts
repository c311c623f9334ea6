// minipaas.json of fetched files. The repository is anybody's: the file is read within limits, no link leads out, nothing is executed.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import { MAX_REPOSITORY_FILE_BYTES, REPOSITORY_FILE, type RepositoryFile } from '../../../contract/repository-file.ts';
import type { Detection } from '../../../contract/sources.ts';
import { checkRepositoryFile, problemText } from '../../../contract/check-repository-file.ts';
import type { DeclaredSteps } from './found-project.ts';
import type { SourceTree, SourceTrees } from './ports.ts';

export interface FoundRepositoryFile {
  readonly file: RepositoryFile;
  /** Absolute path of what is built: `build.context`, else where the file is. */
  readonly contextDirectory: string;
}

/** Null: there is none. Throws REPOSITORY_FILE_INVALID. */
export async function readRepositoryFile(
  trees: Pick<SourceTrees, 'open'>,
  directory: string,
): Promise<FoundRepositoryFile | null> {
  const { tree } = await trees.open(directory, '');
  const file = await parseRepositoryFile(tree);
  if (file === null) {
    return null;
  }
  return { file, contextDirectory: await contextOf(trees, directory, file.build?.context) };
}

export async function parseRepositoryFile(tree: SourceTree): Promise<RepositoryFile | null> {
  const names = await tree.list('');
  if (!names.includes(REPOSITORY_FILE)) {
    if (names.includes(`${REPOSITORY_FILE}/`)) {
      throw invalid('it is a directory');
    }
    return null;
  }
  // One more than may be there: what is too large is refused, not cut off.
  const text = await tree.readText(REPOSITORY_FILE, MAX_REPOSITORY_FILE_BYTES + 1);
  if (text === null) {
    throw invalid('it is a link that leads out of the repository or to nothing, or no file');
  }
  const checked = checkRepositoryFile(text);
  if (!checked.ok) {
    throw invalid(checked.problems.map(problemText).join('; '));
  }
  return checked.value;
}

async function contextOf(
  trees: Pick<SourceTrees, 'open'>,
  directory: string,
  context: string | undefined,
): Promise<string> {
  if (context === undefined) {
    return directory;
  }
  try {
    return (await trees.open(directory, context)).directory;
  } catch (error) {
    if (isAppError(error) && error.code === 'ROOT_DIRECTORY_NOT_FOUND') {
      throw invalid(`build.context: the repository has no directory "${context}"`);
    }
    throw error;
  }
}

function invalid(problems: string): AppError {
  return new AppError('REPOSITORY_FILE_INVALID', { file: REPOSITORY_FILE, problems });
}

/** Where it is known what is built and how, for a look before there is a project. */
export interface DeclaredBuild {
  readonly context: string;
  readonly dockerfilePath: string | null;
  readonly declared: DeclaredSteps;
  /** Puts what the file says in the place of what was found. */
  readonly amend: (found: Detection) => Detection;
}

/** A mistake in the file is a note here: it stops the deployment, not the look. */
export async function declaredBuild(tree: SourceTree): Promise<DeclaredBuild> {
  try {
    const file = await parseRepositoryFile(tree);
    return {
      context: file?.build?.context ?? '',
      dockerfilePath: file?.build?.dockerfile ?? null,
      declared: { command: file?.build?.command ?? null, args: file?.build?.args ?? [] },
      amend: (found) => (file === null ? found : amended(found, file)),
    };
  } catch (error) {
    if (isAppError(error) && error.code === 'REPOSITORY_FILE_INVALID') {
      const { message } = error;
      const amend = (found: Detection) => ({ ...found, notes: [...found.notes, message] });
      return { context: '', dockerfilePath: null, declared: { command: null, args: [] }, amend };
    }
    throw error;
  }
}

function amended(found: Detection, { port }: RepositoryFile): Detection {
  const notes = [...found.notes, `${REPOSITORY_FILE} of the repository says what the application needs, and is used.`];
  return {
    ...found,
    notes,
    ...(port === undefined ? {} : { port, portReason: `${REPOSITORY_FILE} of the repository says so.` }),
  };
}
