// Builds and releases.
import { entry } from './entry.ts';

export const deploymentErrors = {
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
  BUILD_SECRETS_UNSUPPORTED: entry<{ host: string; names: string }>({
    status: 422,
    message: ({ host, names }) =>
      `Docker on ${host} cannot hand the secret ${names} to a build without leaving it in the image: its builder knows no secret mounts.`,
    hint: () =>
      'Update Docker there to 20.10 or newer with BuildKit, or make the variable one of run time alone under Environment.',
  }),
  BUILD_SECRET_AS_ARGUMENT: entry<{ name: string; line: number }>({
    status: 422,
    message: ({ name, line }) =>
      `Line ${line} of the Dockerfile takes the secret ${name} as a build argument, which stays readable in the image.`,
    hint: ({ name }) =>
      `Remove the ARG and mount the secret where it is needed: RUN --mount=type=secret,id=${name} ${name}="$(cat /run/secrets/${name})" your-command`,
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
    hint: () => 'Its runtime log has the whole story. A release that ran before goes on serving.',
  }),
  RELEASE_CRASHED: entry<{ crashes: number; minutes: number; target: number }>({
    status: 422,
    message: ({ crashes, minutes, target }) =>
      `The release crashed ${crashes === 1 ? 'once and for all' : `${crashes} times`} within its first ${minutes === 1 ? 'minute' : `${minutes} minutes`}, so deployment ${target} is brought back.`,
    hint: () =>
      'Its runtime log shows why it crashes. Correct that and deploy again; how long a release is watched is a setting of the project.',
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
    hint: () => 'Raise the memory limit in the project’s settings. A release that ran before goes on serving.',
  }),
  LIMIT_BELOW_USE: entry<{ limitMb: number; usedMb: number | null }>({
    status: 409,
    message: ({ limitMb, usedMb }) =>
      `The running application uses ${usedMb === null ? 'more than' : `${usedMb} MB, more than`} ${limitMb} MB of memory. Its limit stays as it was.`,
    hint: () => 'Choose a higher limit, or stop the project, change the limit and start it again.',
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
  REPOSITORY_FILE_INVALID: entry<{ file: string; problems: string }>({
    status: 422,
    message: ({ file, problems }) => `${file} of the repository cannot be used: ${problems}`,
    hint: ({ file }) =>
      `Correct it and push. "minipaas check" finds the same on your machine, and the schema in ${file} helps an editor.`,
  }),
  VARIABLES_MISSING: entry<{ names: readonly string[] }>({
    status: 422,
    message: ({ names }) =>
      `The application needs ${names.length === 1 ? 'a variable that is' : 'variables that are'} not set: ${names.join(', ')}.`,
    hint: () =>
      'Set them in the Environment tab and deploy again. minipaas.json of the repository says what they are for.',
  }),
  RELEASE_COMMAND_INVALID: entry<{ problem: string }>({
    status: 422,
    message: ({ problem }) => `The release command cannot be used: ${problem}.`,
    hint: () => 'Words are parted by blanks; one with blanks stands in quotes. For a shell, name it: sh -c "…".',
  }),
  RELEASE_COMMAND_FAILED: entry<{ command: string; exitCode: number | null; lastLine: string }>({
    status: 422,
    message: ({ command, exitCode, lastLine }) =>
      `The release command "${command}" ended${exitCode === null ? '' : ` with exit code ${exitCode}`}${lastLine === '' ? '.' : `. Its last words: ${lastLine}`}`,
    hint: () => 'Its output is in the build log. The release that ran before goes on serving.',
  }),
  RELEASE_COMMAND_TIMED_OUT: entry<{ command: string; seconds: number }>({
    status: 422,
    message: ({ command, seconds }) => `The release command "${command}" was ended after ${seconds} s.`,
    hint: () =>
      'See in the build log where it hangs, or give it more time in the project’s settings. The release that ran before goes on serving.',
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
    hint: ({ next }) => `${next} Its build log in the dashboard says more.`.trim(),
  }),
  INTERRUPTED: entry<{ stage: string }>({
    status: 500,
    message: ({ stage }) => `miniPaaS was stopped during the stage "${stage}".`,
    hint: () => 'It is tried again by itself.',
    isTransient: true,
  }),
} as const;
