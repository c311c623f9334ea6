// Secrets, and the installation itself.
import { entry } from './entry.ts';

/** As many as a person reads; the rest as a number. */
const MOST_NAMES = 12;

function namesOf(secrets: readonly string[]): string {
  const more = secrets.length - MOST_NAMES;
  const names = secrets.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${names} and ${more} more` : names;
}

export const installationErrors = {
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
  SECRET_IS_SHARED: entry<{ key: string; name: string }>({
    status: 409,
    message: ({ key, name }) => `${key} has the value of the shared secret ${name}.`,
    hint: () => 'Rotate that one: every project that uses it follows. Or give the variable a value of its own first.',
  }),
  NO_FORMER_VALUE: entry<{ key: string }>({
    status: 409,
    message: ({ key }) => `No former value of ${key} is kept.`,
    hint: () => 'One is kept by a rotation, until the value is changed in another way.',
  }),
  SECRET_FILES_NOT_UPDATED: entry<{ names: readonly string[]; problem: string }>({
    status: 409,
    message: ({ names, problem }) =>
      `${names.join(', ')} ${names.length === 1 ? 'has its new value' : 'have their new values'}, but the application does not: ${problem}`,
    hint: () =>
      'The value is stored. When this is mended, apply it (Rotate… in the Environment tab, or "minipaas env apply"), or deploy.',
  }),
  SHARED_SECRET_IN_USE: entry<{ name: string; projects: string }>({
    status: 409,
    message: ({ name, projects }) => `The shared secret ${name} is used by ${projects}.`,
    hint: () => 'Delete their variables, or give these values of their own; then delete it.',
  }),
  SHARED_SECRET_ROLLING: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `The projects of the shared secret ${name} are being rolled.`,
    hint: () => 'Wait until that has ended; to end it sooner, cancel the deployment that is under way.',
  }),
  REGISTRY_LOGIN_REFUSED: entry<{ address: string; username: string }>({
    status: 422,
    message: ({ address, username }) => `${address} does not let ${username} in with this password.`,
    hint: () => 'Check both. Most registries want an access token in place of the password.',
  }),
  REGISTRY_LOGIN_FAILED: entry<{ address: string; problem: string }>({
    status: 502,
    message: ({ address, problem }) => `${address} could not be asked whether it takes the login: ${problem}`,
    hint: () => 'Check the address and the network of the host that pulls; or save the login without asking.',
    isTransient: true,
  }),
  DATA_KEY_MISSING: entry<{ secrets: readonly string[] }>({
    status: 503,
    message: ({ secrets }) =>
      `The key that opens the secrets of this installation is not in the keychain here: ${namesOf(secrets)} cannot be opened.`,
    hint: () =>
      'Everything else is unharmed: projects, hosts, plain variables, volumes and backups; applications that run keep what they were started with. If the data folder came from another machine, start here with an export of it (--import). Else enter these secrets again, and the logins of private repositories, hosts and buckets.',
  }),
  PASSPHRASE_WRONG: entry({
    status: 403,
    message: () => 'The passphrase does not open what was sealed.',
    hint: () => 'Use the passphrase that was given when it was sealed: at the first start, or at the export.',
  }),
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
  CONFIGURATION_INVALID: entry<{ file: string; problems: string }>({
    status: 400,
    message: ({ file, problems }) => `The configuration ${file} cannot be used: ${problems}.`,
    hint: () => 'Mend it and look again with "minipaas config check". docs/configuration.md has every key.',
  }),
  DATA_DIR_IN_USE: entry<{ dataDir: string }>({
    status: 409,
    message: ({ dataDir }) => `The data folder ${dataDir} holds an installation already. Nothing was changed.`,
    hint: () => 'Import into another folder with --data-dir, or move what is there away.',
  }),
  EXPORT_UNREADABLE: entry<{ file: string; problem: string }>({
    status: 400,
    message: ({ file, problem }) => `The export ${file} cannot be read: ${problem}. Nothing was changed.`,
    hint: () => 'Copy it again from where it was made, or make a new one there.',
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
