/**
 * Every error a user can meet, in one table. `docs/errors.md` is compared with it by a test.
 * A code never changes its meaning. `message` says what happened with the offending value, `hint` what to do next.
 */
import { z } from 'zod';

export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  field: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBody>;

interface ErrorEntry<P> {
  /** HTTP status. */
  readonly status: number;
  readonly message: (params: P) => string;
  readonly hint: (params: P) => string;
  /** Failed work may succeed if tried again unchanged: a lost network or a busy registry, not a broken Dockerfile. */
  readonly isTransient?: boolean;
}

const entry = <P = Record<never, never>>(definition: ErrorEntry<P>): ErrorEntry<P> => definition;

export const errorCatalog = {
  // Input and identity
  VALIDATION_FAILED: entry<{ field: string; problem: string }>({
    status: 400,
    message: ({ field, problem }) => `${field}: ${problem}`,
    hint: ({ field }) => `Correct ${field} and try again.`,
  }),
  NOT_LOGGED_IN: entry({
    status: 401,
    message: () => 'You are not logged in.',
    hint: () => 'Log in, or send a token in the Authorization header.',
  }),
  FORBIDDEN: entry<{ action: string }>({
    status: 403,
    message: ({ action }) => `You may not ${action}.`,
    hint: () => 'Ask an owner of this installation.',
  }),
  ORIGIN_REFUSED: entry<{ what: string; value: string }>({
    status: 403,
    message: ({ what, value }) => `The request's ${what} "${value}" is not one of this installation's addresses.`,
    hint: () => 'Open the dashboard at the address miniPaaS printed, or allow another name in MINIPAAS_ALLOWED_HOSTS.',
  }),
  CSRF_REFUSED: entry({
    status: 403,
    message: () => 'The request did not come from the dashboard.',
    hint: () => 'Reload the page and try again.',
  }),
  TOO_MANY_REQUESTS: entry<{ seconds: number }>({
    status: 429,
    message: ({ seconds }) => `Too many requests. The next is accepted in ${seconds} s.`,
    hint: () => 'Wait, then try again.',
    isTransient: true,
  }),
  REQUEST_TOO_LARGE: entry<{ limitBytes: number }>({
    status: 413,
    message: ({ limitBytes }) => `The request is larger than ${limitBytes} bytes.`,
    hint: () => 'Send less at once.',
  }),
  LOGIN_LINK_INVALID: entry({
    status: 401,
    message: () => 'This login link was used already or has expired.',
    hint: () => 'Restart miniPaaS, or run "minipaas login", for a new one.',
  }),
  GITHUB_NOT_CONFIGURED: entry({
    status: 409,
    message: () => 'No GitHub application is configured.',
    hint: () => 'Set MINIPAAS_GITHUB_CLIENT_ID and MINIPAAS_GITHUB_CLIENT_SECRET (see docs/github-login.md).',
  }),
  GITHUB_NOT_CONNECTED: entry({
    status: 409,
    message: () => 'You are not logged in with GitHub.',
    hint: () => 'Log in with GitHub, or paste the repository’s address.',
  }),
  GITHUB_FAILED: entry<{ problem: string }>({
    status: 502,
    message: ({ problem }) => `GitHub did not answer as expected: ${problem}.`,
    hint: () => 'Try again; if it stays, look at githubstatus.com.',
    isTransient: true,
  }),
  NOT_FOUND: entry<{ what: string }>({
    status: 404,
    message: ({ what }) => `There is no ${what}.`,
    hint: () => 'It may have been removed. Reload the list.',
  }),

  // Projects
  NAME_TAKEN: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `The name "${name}" is already taken.`,
    hint: () => 'Choose another name.',
  }),
  SUBDOMAIN_TAKEN: entry<{ subdomain: string }>({
    status: 409,
    message: ({ subdomain }) => `The subdomain "${subdomain}" is already taken.`,
    hint: () => 'Choose another subdomain.',
  }),
  PROJECT_BUSY: entry<{ name: string; doing: string }>({
    status: 409,
    message: ({ name, doing }) => `${name} is ${doing}.`,
    hint: () => 'Wait until that is done, or cancel it.',
  }),
  NOTHING_RUNNING: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `${name} has no release to start or stop.`,
    hint: () => 'Deploy it first.',
  }),

  // Sources
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
    hint: ({ host }) => `Check its fingerprint and add it to ~/.ssh/known_hosts (ssh-keyscan ${host}).`,
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

  // Hosts and engines
  DOCKER_NOT_FOUND: entry<{ looked: readonly string[] }>({
    status: 503,
    message: ({ looked }) => `No Docker engine answers on this machine. Looked at ${looked.join(', ')}.`,
    hint: () =>
      'Start Docker, or install it: https://docs.docker.com/engine/install/. On Debian and Ubuntu, as root: npm start -- --install-docker.',
    isTransient: true,
  }),
  DOCKER_HOST_INVALID: entry<{ value: string; problem: string }>({
    status: 503,
    message: ({ value, problem }) => `DOCKER_HOST is "${value}": ${problem}.`,
    hint: () =>
      'Unset DOCKER_HOST to have the engine of this machine found, or set it to unix:///…, npipe:////… or tcp://….',
  }),
  DOCKER_PERMISSION_DENIED: entry<{ endpoint: string }>({
    status: 503,
    message: ({ endpoint }) => `This user may not use the Docker engine at ${endpoint}.`,
    hint: () => 'Add the user to the group "docker" (sudo usermod -aG docker "$USER") and log in again.',
  }),
  DOCKER_TOO_OLD: entry<{ version: string; needed: string }>({
    status: 503,
    message: ({ version, needed }) => `The Docker engine ${version} is too old: its API must be ${needed} or newer.`,
    hint: () => 'Update Docker.',
  }),
  ENGINE_LOST: entry<{ host: string }>({
    status: 503,
    message: ({ host }) => `The Docker engine of ${host} stopped answering.`,
    hint: () => 'It is looked for again by itself; see the Hosts page.',
    isTransient: true,
  }),
  ENGINE_FAILED: entry<{ action: string; problem: string }>({
    status: 502,
    message: ({ action, problem }) => `The Docker engine could not ${action}: ${problem}`,
    hint: () => 'See the build log; the engine’s own log may say more.',
  }),
  DISK_FULL: entry<{ where: string }>({
    status: 507,
    message: ({ where }) => `The disk is full (${where}).`,
    hint: () => 'Free some space: docker system df shows what Docker uses. Then deploy again.',
  }),

  // Builds and releases
  BUILD_FAILED: entry<{ step: string; exitCode: number | null }>({
    status: 422,
    message: ({ step, exitCode }) =>
      `The build failed in step "${step}"${exitCode === null ? '' : ` with exit code ${exitCode}`}.`,
    hint: () => 'The last lines of the build log show why.',
  }),
  DOCKERFILE_INVALID: entry<{ problem: string }>({
    status: 422,
    message: ({ problem }) => `The Dockerfile cannot be read: ${problem}`,
    hint: () => 'Correct the Dockerfile and deploy again.',
  }),
  BUILD_TIMED_OUT: entry<{ seconds: number }>({
    status: 422,
    message: ({ seconds }) => `The build was given up after ${seconds} s.`,
    hint: () => 'See where it hangs in the build log, or raise "build timeout" in the settings.',
  }),
  BASE_IMAGE_UNAVAILABLE: entry<{ image: string; problem: string }>({
    status: 422,
    message: ({ image, problem }) => `The image ${image} cannot be had: ${problem}`,
    hint: () => 'Check its name and tag, and log in to its registry if it is private.',
  }),
  REGISTRY_UNREACHABLE: entry<{ image: string; problem: string }>({
    status: 502,
    message: ({ image, problem }) => `The registry of ${image} cannot be reached: ${problem}`,
    hint: () => 'Check the network, or set a registry mirror in the settings.',
    isTransient: true,
  }),
  IMAGE_GONE: entry<{ image: string }>({
    status: 409,
    message: ({ image }) => `The image ${image} is no longer on the host.`,
    hint: () => 'Deploy its commit again to build it anew.',
  }),
  CONTAINER_EXITED: entry<{ exitCode: number; lastLine: string }>({
    status: 422,
    message: ({ exitCode, lastLine }) =>
      `The application exited with code ${exitCode} before it was ready${lastLine === '' ? '.' : `. Its last words: ${lastLine}`}`,
    hint: () => 'Its runtime log has the whole story. The release before it goes on serving.',
  }),
  APPLICATION_STOPPED: entry<{ exitCode: number; lastLine: string }>({
    status: 422,
    message: ({ exitCode, lastLine }) =>
      `The application exited with code ${exitCode}${lastLine === '' ? '.' : `. Its last words: ${lastLine}`}`,
    hint: () => 'Its runtime log has the whole story. Start it again, or set a restart policy that does.',
  }),
  OUT_OF_MEMORY: entry<{ limitMb: number | null }>({
    status: 422,
    message: ({ limitMb }) =>
      limitMb === null
        ? 'The application ran out of memory.'
        : `The application needed more than its ${limitMb} MB of memory.`,
    hint: () => 'Raise the memory limit in the project’s settings. The release before it goes on serving.',
  }),
  PORT_NOT_LISTENING: entry<{ port: number; seconds: number; listening: readonly number[] }>({
    status: 422,
    message: ({ port, seconds }) => `Nothing answered on port ${port} within ${seconds} s.`,
    hint: ({ listening }) =>
      listening.length > 0
        ? `The application listens on ${listening.join(', ')}: set that port in the project’s settings.`
        : 'Let the application listen on 0.0.0.0 and on the port in the variable PORT, or set its port in the project’s settings.',
  }),
  LISTENS_ON_LOCALHOST: entry<{ port: number }>({
    status: 422,
    message: ({ port }) =>
      `The application listens on port ${port} of localhost only, so nothing outside its container reaches it.`,
    hint: () => 'Let it listen on 0.0.0.0.',
  }),
  HEALTH_CHECK_FAILED: entry<{ path: string; problem: string; seconds: number }>({
    status: 422,
    message: ({ path, problem, seconds }) => `${path} did not become healthy within ${seconds} s: ${problem}.`,
    hint: () => 'Correct the health path in the project’s settings, or give the application more time.',
  }),
  PORT_TAKEN: entry<{ port: number }>({
    status: 409,
    message: ({ port }) => `Port ${port} of the host is used by another program.`,
    hint: () => 'Free the port and deploy again.',
  }),
  CANNOT_CANCEL: entry<{ status: string }>({
    status: 409,
    message: ({ status }) => `A deployment that is ${status} cannot be cancelled.`,
    hint: () => 'Stop the project, or roll back, instead.',
  }),
  CANNOT_ROLL_BACK: entry<{ reason: string }>({
    status: 409,
    message: ({ reason }) => `This deployment cannot be rolled back to: ${reason}.`,
    hint: () => 'Choose one whose image is still kept, or deploy its commit again.',
  }),
  DEMO_FAILED: entry<{ status: string; problem: string; next: string }>({
    status: 422,
    message: ({ status, problem }) => `The sample application is ${status}${problem === '' ? '.' : `: ${problem}`}`,
    hint: ({ next }) => (next === '' ? 'Its build log in the dashboard says more.' : next),
  }),
  INTERRUPTED: entry<{ stage: string }>({
    status: 500,
    message: ({ stage }) => `miniPaaS was stopped during the stage "${stage}".`,
    hint: () => 'It is tried again by itself.',
    isTransient: true,
  }),

  // Secrets
  KEYCHAIN_UNAVAILABLE: entry<{ problem: string }>({
    status: 503,
    message: ({ problem }) => `Secrets cannot be kept safely here: ${problem}.`,
    hint: () =>
      'Unlock or install the system’s keychain, or start miniPaaS with --passphrase-file to seal secrets under a passphrase.',
  }),
  SECRET_UNREADABLE: entry<{ what: string }>({
    status: 500,
    message: ({ what }) => `The secret ${what} cannot be opened with this installation's key.`,
    hint: () => 'It was sealed on another machine or with another key. Enter its value again.',
  }),
  PASSPHRASE_WRONG: entry({
    status: 403,
    message: () => 'The passphrase does not open this installation’s secrets.',
    hint: () => 'Start miniPaaS with the passphrase that was used the first time.',
  }),

  // The installation itself
  INSTANCE_RUNNING: entry<{ dataDir: string; pid: number; url: string | null }>({
    status: 409,
    message: ({ dataDir, pid, url }) =>
      `miniPaaS already runs on ${dataDir} (process ${pid}${url === null ? '' : `, ${url}`}).`,
    hint: () => 'Use that one, stop it, or give this one another folder with --data-dir.',
  }),
  PORT_IN_USE: entry<{ port: number; host: string }>({
    status: 409,
    message: ({ port, host }) => `Port ${port} on ${host} is used by another program.`,
    hint: () => 'Choose another with --port; 0 takes any free one.',
  }),
  DATA_DIR_UNUSABLE: entry<{ dataDir: string; problem: string }>({
    status: 500,
    message: ({ dataDir, problem }) => `The data folder ${dataDir} cannot be used: ${problem}.`,
    hint: () => 'Give miniPaaS a folder it may write with --data-dir or MINIPAAS_DATA_DIR.',
  }),
  DATABASE_UNUSABLE: entry<{ file: string; problem: string }>({
    status: 500,
    message: ({ file, problem }) => `The database ${file} cannot be used: ${problem}. Nothing was changed.`,
    hint: () => 'Keep a copy of the data folder, then restore a backup or start with an empty folder.',
  }),
  RECORD_UNREADABLE: entry<{ table: string; id: number; problem: string }>({
    status: 500,
    message: ({ table, id, problem }) => `Row ${id} of the table "${table}" cannot be read: ${problem}.`,
    hint: () => 'Nothing else is affected. Delete what it belongs to, or restore a backup of the data folder.',
  }),
  INTERNAL: entry({
    status: 500,
    message: () => 'Something went wrong inside miniPaaS.',
    hint: () => 'The log in the data folder has the details. Please report it.',
  }),
} as const;

export type ErrorCode = keyof typeof errorCatalog;
export type ErrorParams<C extends ErrorCode> = (typeof errorCatalog)[C] extends ErrorEntry<infer P> ? P : never;
