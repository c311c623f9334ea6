// Sources: Git repositories and folders.
import { entry } from './entry.ts';

export const sourceErrors = {
  GIT_MISSING: entry({
    status: 500,
    message: () => 'The program "git" was not found on this machine.',
    hint: () => 'Install Git (https://git-scm.com/downloads) and try again.',
  }),
  REPOSITORY_NOT_FOUND: entry<{ url: string }>({
    status: 422,
    message: ({ url }) => `There is no Git repository at ${url}.`,
    hint: () => 'Check the address. If the repository is private, add a token or an SSH key.',
  }),
  REPOSITORY_ACCESS_DENIED: entry<{ url: string }>({
    status: 422,
    message: ({ url }) => `${url} needs credentials, or refused the ones given.`,
    hint: () => 'Add a token with read access to the repository, or an SSH key the server knows.',
  }),
  REPOSITORY_UNREACHABLE: entry<{ url: string; problem: string }>({
    status: 502,
    message: ({ url, problem }) => `${url} cannot be reached: ${problem}.`,
    hint: () => 'Check the network and the server’s name.',
    isTransient: true,
  }),
  REPOSITORY_EMPTY: entry<{ url: string }>({
    status: 422,
    message: ({ url }) => `The repository ${url} has no commit yet.`,
    hint: () => 'Push a first commit and deploy again.',
  }),
  GIT_HOST_KEY_UNKNOWN: entry<{ host: string }>({
    status: 422,
    message: ({ host }) => `The SSH host key of ${host} is not known.`,
    hint: ({ host }) =>
      // ssh-keyscan takes the port only as a flag.
      `Check its fingerprint and add it to ~/.ssh/known_hosts (ssh-keyscan ${host.replace(/^(.+):(\d+)$/, '-p $2 $1')}).`,
  }),
  BRANCH_NOT_FOUND: entry<{ branch: string; branches: readonly string[] }>({
    status: 422,
    message: ({ branch }) => `There is no branch "${branch}".`,
    hint: ({ branches }) =>
      branches.length === 0 ? 'Push the branch first.' : `The repository has: ${branches.slice(0, 10).join(', ')}.`,
  }),
  COMMIT_NOT_FOUND: entry<{ commitSha: string }>({
    status: 422,
    message: ({ commitSha }) => `The repository has no commit ${commitSha}.`,
    hint: () => 'Push the commit, or name one that is on the server.',
  }),
  GIT_FAILED: entry<{ verb: string; problem: string }>({
    status: 502,
    message: ({ verb, problem }) => `git ${verb} failed: ${problem}`,
    hint: () => 'The build log has what git said.',
  }),
  FOLDER_NOT_FOUND: entry<{ path: string }>({
    status: 422,
    message: ({ path }) => `There is no folder ${path} on this machine.`,
    hint: () => 'Choose a folder that exists and that miniPaaS may read.',
  }),
  ROOT_DIRECTORY_NOT_FOUND: entry<{ rootDirectory: string }>({
    status: 422,
    message: ({ rootDirectory }) => `The source has no directory "${rootDirectory}".`,
    hint: () => 'Correct the root directory in the project’s settings.',
  }),
  NO_PROJECT_DETECTED: entry<{ found: string }>({
    status: 422,
    message: ({ found }) => `No kind of project was recognised. Found at the top: ${found}.`,
    hint: () => 'Add a Dockerfile, set the root directory, or write a Dockerfile in the project’s settings.',
  }),
  DOCKERFILE_NOT_FOUND: entry<{ path: string }>({
    status: 422,
    message: ({ path }) => `There is no Dockerfile at ${path}.`,
    hint: () => 'Correct the Dockerfile’s path in the project’s settings.',
  }),
  SOURCE_UNREADABLE: entry<{ path: string; problem: string }>({
    status: 422,
    message: ({ path, problem }) => `${path} cannot be read: ${problem}.`,
    hint: () => 'Correct the file or leave it out with .dockerignore.',
  }),
} as const;
