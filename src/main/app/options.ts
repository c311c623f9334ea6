// Flags and environment, read once into one value. Everything later gets what it needs from here.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../contract/app-error.ts';
import { resolveDataDir } from '../lib/data-dir.ts';
import { type LogLevel, logLevels } from './diagnostics.ts';

export interface Options {
  readonly dataDir: string;
  /** Null, here and below: not said; the configuration file or the default decides. */
  readonly port: number | null;
  readonly host: string | null;
  readonly logLevel: LogLevel | null;
  /** The configuration file to use instead of the one that is found. Absolute. */
  readonly configFile: string | null;
  readonly isDemo: boolean;
  readonly showHelp: boolean;
  readonly showVersion: boolean;
  /** A fixed token for the REST API. */
  readonly tokenFile: string | null;
  readonly token: string | null;
  readonly passphraseFile: string | null;
  /** Take over the installation of this file first. Absolute. */
  readonly importFile: string | null;
  readonly importPassphraseFile: string | null;
}

export const usage = `miniPaaS: turns any machine that runs Docker into a platform of your own.

  --headless             no window: serve the dashboard to a browser
  --port PORT            of the dashboard (default 7070; 0 takes any free one)
  --host ADDRESS         to listen on (default 127.0.0.1)
  --data-dir DIRECTORY   where everything is kept (default: the platform's own place, or MINIPAAS_DATA_DIR)
  --config FILE          the configuration file (or the variable MINIPAAS_CONFIG; default: the one in the data folder)
  --log-level LEVEL      ${logLevels.join(', ')} (default info)
  --token-file FILE      a fixed token for the REST API (or the variable MINIPAAS_TOKEN)
  --passphrase-file FILE seal secrets under this passphrase where there is no keychain
  --import FILE          take over the installation of an export into an empty data folder, then start
  --import-passphrase-file FILE
                         holds the passphrase of that export (or the variable MINIPAAS_IMPORT_PASSPHRASE)
  --demo                 also deploy the sample application
  --install-docker       as root on Debian and Ubuntu: install and start Docker first
  --version, --help
`;

const flags = {
  headless: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  config: { type: 'string' },
  'log-level': { type: 'string' },
  'token-file': { type: 'string' },
  'passphrase-file': { type: 'string' },
  import: { type: 'string' },
  'import-passphrase-file': { type: 'string' },
  demo: { type: 'boolean' },
  'install-docker': { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws VALIDATION_FAILED naming the flag. */
export function parseOptions(args: readonly string[], env: Environment): Options {
  const values = readFlags(args);
  return {
    dataDir: resolveDataDir({
      platform: process.platform,
      env,
      home: homedir(),
      cwd: process.cwd(),
      flag: values['data-dir'],
    }),
    port: values.port === undefined ? null : parsePort(values.port),
    host: values.host === undefined ? null : parseHost(values.host),
    logLevel: values['log-level'] === undefined ? null : parseLevel(values['log-level']),
    configFile: configFile(values.config, env),
    isDemo: values.demo ?? false,
    showHelp: values.help ?? false,
    showVersion: values.version ?? false,
    tokenFile: values['token-file'] ?? null,
    token: env['MINIPAAS_TOKEN'] === undefined || env['MINIPAAS_TOKEN'] === '' ? null : env['MINIPAAS_TOKEN'],
    importFile: values.import === undefined ? null : resolve(values.import),
    importPassphraseFile: values['import-passphrase-file'] ?? null,
    passphraseFile: values['passphrase-file'] ?? env['MINIPAAS_PASSPHRASE_FILE'] ?? null,
  };
}

function configFile(flag: string | undefined, env: Environment): string | null {
  const named = flag ?? env['MINIPAAS_CONFIG'];
  return named === undefined || named === '' ? null : resolve(named);
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: false, strict: true }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', { field: 'command line', problem }, { cause: error });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    const problem = `"${text}" is not a port; ports are 0 to 65535`;
    throw new AppError('VALIDATION_FAILED', { field: '--port', problem }, { field: '--port' });
  }
  return port;
}

/** Listening on no address in particular would be listening on all of them. */
function parseHost(text: string): string {
  if (text.trim() === '') {
    const problem = 'is empty; 127.0.0.1 is this machine alone, 0.0.0.0 every network it is in';
    throw new AppError('VALIDATION_FAILED', { field: '--host', problem }, { field: '--host' });
  }
  return text;
}

function parseLevel(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level === undefined) {
    const problem = `"${text}" is not one of ${logLevels.join(', ')}`;
    throw new AppError('VALIDATION_FAILED', { field: '--log-level', problem }, { field: '--log-level' });
  }
  return level;
}
