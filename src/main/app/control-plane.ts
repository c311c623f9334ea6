// The control plane: what both shells start, and what they get. Opened in one order, closed in the reverse.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import type { Caller } from '../../contract/caller.ts';
import type { AppEvent } from '../../contract/events.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { openKeychain } from '../adapters/keychain/open-keychain.ts';
import { tryLockFile } from '../adapters/sqlite/file-lock.ts';
import type { ApiLog } from '../api/context.ts';
import { createEvents } from '../api/events.ts';
import { createVolumeContent, type VolumeContent } from '../api/port/volume-content.ts';
import { type ApiRouter, createRouter } from '../api/router.ts';
import type { RawServices, Services } from '../api/services.ts';
import { startLogRetention } from '../features/logs/retention.ts';
import { settingsFromEnvironment } from '../features/settings/environment.ts';
import { createKnownSecrets, type KnownSecrets } from '../lib/known-secrets.ts';
import { keepYoungHeapSmall } from '../lib/young-heap.ts';
import { compose, type Features } from './compose.ts';
import {
  loadConfiguration,
  settingsLayer,
  startOrigins,
  startValues,
  watchConfiguration,
  withConfiguration,
} from './configuration.ts';
import { deployDemo } from './demo.ts';
import { demoDeps } from './demo-deps.ts';
import { type Diagnostics, openDiagnostics } from './diagnostics.ts';
import { readGithubConfiguration } from './github-configuration.ts';
import { acquireInstance } from './instance-lock.ts';
import { readListenerConfiguration } from './listener-configuration.ts';
import { guardOf } from './known-secrets.ts';
import { createListenerSwitch, type ListenerSwitch } from './listener-switch.ts';
import type { Environment, Options } from './options.ts';
import { csvOf, startMetrics } from './metrics.ts';
import { findProgramFiles } from './program-files.ts';
import { readSecretFile } from './secret-file.ts';
import { openStores } from './stores.ts';
import { startErrorGroups } from './error-groups.ts';
import { startUpkeep } from './upkeep.ts';
import { closeWaysIn } from './terminals.ts';

export interface ControlPlane {
  readonly router: ApiRouter;
  readonly services: Services;
  readonly events: { subscribe(signal: AbortSignal): AsyncIterable<AppEvent> };
  readonly log: ApiLog;
  readonly listener: ListenerSwitch;
  /** Files and folders of this machine that the person dropped on the program or chose: no others are read or written. */
  grantPaths(paths: readonly string[]): void;
  /** A file of a volume as a page shows it; null for an address that means none. */
  volumeContent: VolumeContent;
  /** Whoever sits at this machine. */
  localCaller(signal: AbortSignal): Caller;
  /** Without the secrets that it knows. */
  mask(text: string): string;
  /** Writes down what ends the program; gives back the file. */
  writeCrash(error: unknown, origin: string): string | null;
  /** Deploys the sample application and resolves with its address. */
  deployDemo(say: (text: string) => void, signal: AbortSignal): Promise<string>;
  /** Stops what is being built, cleanly; applications go on running. */
  close(): Promise<void>;
}

/** Throws INSTANCE_RUNNING, DATA_DIR_UNUSABLE, DATABASE_UNUSABLE, VALIDATION_FAILED; nothing is left open then. */
export async function startControlPlane(options: Options, env: Environment = process.env): Promise<ControlPlane> {
  const closers: (() => unknown)[] = [];
  const onClose = <T>(opened: T, close: () => unknown): T => {
    closers.push(close);
    return opened;
  };
  /** What one of them cannot do any more, as on a full disk, keeps none of the others open. Throws what failed first. */
  async function closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
  try {
    return await open();
  } catch (error) {
    // Why it could not start is the error; what could not be closed follows from it.
    await closeAll().catch(() => undefined);
    throw error;
  }

  async function open(): Promise<ControlPlane> {
    keepYoungHeapSmall();
    const { dataDir } = options;
    const files = findProgramFiles();
    const configuration = await loadConfiguration({
      named: options.configFile,
      folders: files.configurationFolder === null ? [dataDir] : [dataDir, files.configurationFolder],
    });
    const start = startValues(options, configuration);
    const configured = withConfiguration(env, configuration);
    const github = readGithubConfiguration(configured);
    const reachable = readListenerConfiguration(configured);
    const fixedSettings = settingsFromEnvironment(env);
    const fixedToken = readFixedToken(options);
    if (options.passphraseFile !== null) {
      // It is read again when the first secret is sealed or opened: better to be told now.
      readSecretFile('--passphrase-file', options.passphraseFile);
    }

    const lock = acquireInstance(dataDir, tryLockFile);
    onClose(lock, lock.release);
    // Checkouts and keys of a run that was killed: nobody else works in this folder now.
    rmSync(join(dataDir, 'work'), { recursive: true, force: true });
    const known = createKnownSecrets();
    const opened = await openDiagnostics({ dataDir, level: start.logLevel, mask: known.mask });
    const diagnostics = onClose(opened, opened.close);
    if (options.importFile !== null) {
      await importInto(options, env, options.importFile, diagnostics);
    }
    const stores = openStores({ dataDir, migrations: files.migrations, diagnostics });
    onClose(stores, stores.close);

    const commandLineToken = randomBytes(32).toString('base64url');
    learnStart(known, { options, env, tokens: [commandLineToken, fixedToken, github?.clientSecret ?? null] });
    const features = compose({
      dataDir,
      stores,
      keychain: openKeychain({
        dataDir,
        installationId: stores.installation.id,
        passphraseFile: options.passphraseFile,
        passphrase: env['MINIPAAS_PASSPHRASE'] ?? null,
      }),
      diagnostics,
      known,
      github,
      settings: {
        environment: fixedSettings,
        file: settingsLayer(configuration),
        startOrigins: startOrigins(start, options, configuration),
      },
      env: { ...env },
      tokens: [commandLineToken, ...(fixedToken === null ? [] : [fixedToken])],
    });
    onClose(features.logFiles, features.logFiles.close);

    const stopErrorGroups = startErrorGroups({
      errorGroups: features.errorGroups,
      days: () => features.settings.get().retention.logRetentionDays,
      diagnostics,
    });
    onClose(stopErrorGroups, stopErrorGroups);

    const { hosts, deployments, projects, storage, hub, identity } = features;
    deployments.start();
    onClose(deployments, deployments.stop);
    hosts.start({
      onConnected: (id) => {
        features.metrics.onHostConnected(id);
        void features.ingress.onHostConnected(id).then(() => features.domains.checkAll(id));
        void deployments.onHostConnected(id);
        void projects.resumeRemovals();
        void storage.onHostConnected(id);
        void features.terminals.onHostConnected(id);
      },
      onLost: deployments.onHostLost,
      onEvent: (id, event) => {
        deployments.onContainerEvent(id, event);
        features.ingress.onContainerEvent(id, event);
        features.metrics.onContainerEvent(id, event);
        features.autoRestart.onContainerEvent(event);
      },
    });
    onClose(hosts, hosts.stop);
    features.sharedSecrets.start();
    onClose(features.sharedSecrets, features.sharedSecrets.stop);
    const stopStorage = storage.start();
    onClose(stopStorage, stopStorage);
    const stopBackups = features.backups.start();
    onClose(stopBackups, stopBackups);
    features.transfers.start();
    onClose(features.transfers, features.transfers.stop);
    onClose(features.ingress, features.ingress.close);
    features.domains.start();
    onClose(features.domains, features.domains.stop);
    const days = (): number => features.settings.get().retention.metricsDays;
    const stopMetrics = startMetrics({ metrics: features.metrics, stores, days, diagnostics });
    onClose(stopMetrics, stopMetrics);
    const stopUpkeep = startUpkeep(features, hub);
    onClose(stopUpkeep, stopUpkeep);
    closeWaysIn(features, onClose);
    watchSettings(features, onClose);
    if (configuration !== null) {
      const unwatch = watchConfiguration(
        configuration,
        (changed) => {
          features.settings.useFile(settingsLayer(changed));
          diagnostics.info('The configuration file was read again', { file: changed.file });
        },
        (error) => diagnostics.error('The configuration file changed and is not used', { error }),
      );
      onClose(unwatch, unwatch);
    }
    const stopLogRetention = startLogRetention({
      logs: {
        async removeOld(keptDays, isRunning) {
          await features.ownDiagnostics.removeOldLines(keptDays);
          return features.logs.removeOld(keptDays, isRunning);
        },
      },
      days: () => features.settings.get().retention.logRetentionDays,
      isRunning: (id) => stores.deployments.listCurrent().some((row) => row.id === id),
      clock: systemClock,
      report: (outcome) =>
        'error' in outcome
          ? diagnostics.warn('Old logs could not be removed', outcome)
          : diagnostics.info('Old logs were removed', { count: outcome.removed.length }),
    });
    onClose(stopLogRetention, stopLogRetention);

    const services: Services = { ...features, events: createEvents(hub) };
    const router = createRouter(services, guardOf(known));
    const raw: RawServices = {
      downloadLog: features.logs.download,
      files: features.files,
      openExport: features.openExport,
      openBackup: features.backups.open,
      openReport: features.ownDiagnostics.openReport,
      metricsCsv: csvOf(features.metrics),
    };
    const listener = createListenerSwitch({
      address: start.listener,
      deps: {
        router,
        raw,
        identity,
        sessions: stores.sessions,
        github,
        files: { dashboard: files.dashboard, landing: files.landingPage },
        log: diagnostics,
        onLogout: features.terminals.onLogout,
        // Cookies do not know ports: two installations on one machine must not log each other out.
        cookieName: `minipaas-${stores.installation.id.slice(0, 8)}`,
        ...reachable,
      },
      onChange: (url) => lock.announce({ pid: process.pid, url, token: commandLineToken }),
    });
    onClose(listener, async () => {
      await listener.stop();
      hub.close();
    });
    lock.announce({ pid: process.pid, url: null, token: commandLineToken });
    diagnostics.info('miniPaaS started', { dataDir, pid: process.pid });

    const localCaller = (signal: AbortSignal): Caller => ({
      userId: identity.owner().id,
      shell: 'desktop',
      sessionId: null,
      signal,
    });
    return {
      router,
      services,
      events: hub,
      log: diagnostics,
      listener,
      grantPaths: features.transfers.grant,
      volumeContent: createVolumeContent(features.files),
      localCaller,
      mask: known.mask,
      writeCrash: features.ownDiagnostics.writeCrash,
      deployDemo: (say, signal) => deployDemo(demoDeps(features, files.sample, say), localCaller(signal)),
      close: closeAll,
    };
  }
}

/** The number of workers follows the setting while the program runs. */
function watchSettings(
  { hub, deployments }: Features,
  onClose: (opened: unknown, close: () => unknown) => unknown,
): void {
  const watching = new AbortController();
  onClose(watching, () => watching.abort());
  void (async () => {
    for await (const event of hub.subscribe(watching.signal)) {
      if (event.type === 'settings') {
        deployments.onSettingsChanged();
      }
    }
  })();
}

/** What it was started with. */
function learnStart(
  known: KnownSecrets,
  { options, env, tokens }: { options: Options; env: Environment; tokens: readonly (string | null)[] },
): void {
  const files = [options.passphraseFile, options.importPassphraseFile].flatMap((file) =>
    file === null ? [] : [readSecretFile('--passphrase-file', file)],
  );
  const all = [...tokens, ...files, env['MINIPAAS_PASSPHRASE'], env['MINIPAAS_IMPORT_PASSPHRASE']];
  known.learn(
    all.filter((each) => each != null),
    'installation',
  );
}

/** Before the database is opened, because it is the database that comes. */
async function importInto(options: Options, env: Environment, file: string, log: Diagnostics): Promise<void> {
  const { dataDir, passphraseFile, importPassphraseFile } = options;
  const passphrase =
    importPassphraseFile === null
      ? (env['MINIPAAS_IMPORT_PASSPHRASE'] ?? '')
      : readSecretFile('--import-passphrase-file', importPassphraseFile);
  if (passphrase === '') {
    const field = '--import-passphrase-file';
    throw new AppError('VALIDATION_FAILED', { field, problem: 'is needed to open the export' }, { field });
  }
  const { importInstallation } = await import('../adapters/installation/import-export.ts');
  const { installationId, secretCount } = await importInstallation({
    file,
    passphrase,
    dataDir,
    openKeychain: (id) =>
      openKeychain({
        dataDir,
        installationId: id,
        passphraseFile,
        passphrase: env['MINIPAAS_PASSPHRASE'] ?? null,
      }),
  });
  log.info('An installation was imported', { file, installationId, secretCount });
}

function readFixedToken({ token, tokenFile }: Pick<Options, 'token' | 'tokenFile'>): string | null {
  return tokenFile === null ? token : readSecretFile('--token-file', tokenFile);
}
