// The configuration file of this installation: found, read, checked, and read again when it changes.
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import { checkConfiguration, type Configuration, startConfiguration } from '../../contract/configuration.ts';
import type { SettingOrigin, SettingsPatch } from '../../contract/settings.ts';
import type { SettingsLayer } from '../features/settings/layers.ts';
import { findConfigurationFile } from '../lib/configuration-file/find-configuration-file.ts';
import type { LogLevel } from './diagnostics.ts';
import type { Environment, Options } from './options.ts';

export interface LoadedConfiguration {
  readonly file: string;
  readonly values: Configuration;
}

const TIMEOUT_MS = 5_000;
/** Editors write a file in several steps. */
const SETTLE_MS = 200;

/** `named` wins over what lies in the folders. Null: there is none. Throws CONFIGURATION_INVALID. */
export async function loadConfiguration(places: {
  readonly named: string | null;
  readonly folders: readonly string[];
}): Promise<LoadedConfiguration | null> {
  if (places.named !== null) {
    return readConfiguration(places.named);
  }
  const found = findConfigurationFile(places.folders);
  switch (found.type) {
    case 'none':
      return null;
    case 'file':
      return readConfiguration(found.file);
    case 'several': {
      const names = found.files.map((file) => basename(file)).join(' and ');
      const problems = `${names} lie side by side; keep one`;
      throw new AppError('CONFIGURATION_INVALID', { file: dirname(found.files[0] ?? ''), problems });
    }
  }
}

async function readConfiguration(file: string): Promise<LoadedConfiguration> {
  // Most installations have none: its readers are loaded when there is one.
  const { readConfigurationFile } = await import('../lib/configuration-file/read-configuration-file.ts');
  const read = await readConfigurationFile(file, { timeoutMs: TIMEOUT_MS });
  if (!read.ok) {
    throw new AppError('CONFIGURATION_INVALID', { file, problems: atLine(read.line, read.problem) });
  }
  const checked = checkConfiguration(read.value);
  if (!checked.ok) {
    const problems = checked.problems.map(({ path, problem }) =>
      atLine(read.lineOf(path), `${path.length === 0 ? 'it' : path.join('.')} ${problem}`),
    );
    throw new AppError('CONFIGURATION_INVALID', { file, problems: problems.join('; ') });
  }
  return { file, values: checked.value };
}

function atLine(line: number | null, problem: string): string {
  return line === null ? problem : `line ${line}: ${problem}`;
}

/** The part that the settings feature knows. */
export function settingsLayer(configuration: LoadedConfiguration | null): SettingsLayer | null {
  if (configuration === null) {
    return null;
  }
  const { file, values } = configuration;
  const settings = Object.entries(values).filter(([key]) => !Object.hasOwn(startConfiguration.shape, key));
  // What is left are the keys of settings: the schema knows no others.
  return { values: Object.fromEntries(settings) as SettingsPatch, whereOf: () => file };
}

/**
 * Calls back with each new state of the file while the program runs; one that cannot be used is told and changes nothing. The folder is
 * watched: editors replace the file. Returns what ends it.
 */
export function watchConfiguration(
  { file }: Pick<LoadedConfiguration, 'file'>,
  onChange: (configuration: LoadedConfiguration) => void,
  onProblem: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const read = (): void => {
    readConfiguration(file).then((configuration) => {
      if (!isClosed) onChange(configuration);
    }, onProblem);
  };
  let watcher: ReturnType<typeof watch>;
  try {
    watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name === basename(file)) {
        clearTimeout(timer);
        timer = setTimeout(read, SETTLE_MS).unref();
      }
    });
  } catch (error) {
    // Out of watches, or a file system without them: the next start reads it.
    onProblem(error);
    return () => undefined;
  }
  watcher.on('error', onProblem);
  return () => {
    isClosed = true;
    clearTimeout(timer);
    watcher.close();
  };
}

/** Start-time keys as the variables that say the same, so that one reader checks both; the environment wins. */
export function withConfiguration(env: Environment, configuration: LoadedConfiguration | null): Environment {
  const { listener = {}, github = {} } = configuration?.values ?? {};
  const said: Readonly<Record<string, string | undefined>> = {
    MINIPAAS_ALLOWED_HOSTS: listener.allowedHosts?.join(','),
    MINIPAAS_TRUST_PROXY: listener.trustProxy === undefined ? undefined : listener.trustProxy ? '1' : '0',
    MINIPAAS_GITHUB_CLIENT_ID: github.clientId,
    MINIPAAS_GITHUB_URL: github.url,
    MINIPAAS_GITHUB_API_URL: github.apiUrl,
    MINIPAAS_GITHUB_ALLOWED_USERS: github.allowedUsers?.join(','),
  };
  const defined = (from: Environment) =>
    Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined && value !== ''));
  return { ...env, ...defined(said), ...defined(env) };
}

export interface StartValues {
  readonly logLevel: LogLevel;
  readonly listener: { readonly port: number; readonly host: string };
}

type StartFlags = Pick<Options, 'logLevel' | 'port' | 'host'>;

/** What only a start changes: the flag, else the file, else the default. */
export function startValues(flags: StartFlags, configuration: LoadedConfiguration | null): StartValues {
  const { logLevel, listener } = configuration?.values ?? {};
  return {
    logLevel: flags.logLevel ?? logLevel ?? 'info',
    listener: {
      port: flags.port ?? listener?.port ?? 7070,
      host: flags.host ?? listener?.host ?? '127.0.0.1',
    },
  };
}

/** Where those come from; a flag counts as environment. */
export function startOrigins(
  { logLevel, listener }: StartValues,
  flags: StartFlags,
  configuration: LoadedConfiguration | null,
): readonly SettingOrigin[] {
  const file = configuration?.file ?? null;
  const said = configuration?.values;
  const row = (path: string, value: string | number, flag: string, flagged: unknown, filed: unknown): SettingOrigin => {
    if (flagged !== null) {
      return { path, value, source: 'environment', where: flag };
    }
    return filed === undefined
      ? { path, value, source: 'default', where: null }
      : { path, value, source: 'file', where: file };
  };
  return [
    row('logLevel', logLevel, '--log-level', flags.logLevel, said?.logLevel),
    row('listener.port', listener.port, '--port', flags.port, said?.listener?.port),
    row('listener.host', listener.host, '--host', flags.host, said?.listener?.host),
  ];
}
