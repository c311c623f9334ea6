// The wiring of the diagnostics feature: where the facts of a report come from, and when old lines go.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { arch, release, totalmem, type } from 'node:os';
import type { Host } from '../../contract/hosts.ts';
import type { DetailedHealth } from '../../contract/health.ts';
import type { SettingOrigin } from '../../contract/settings.ts';
import { createOwnLogFiles } from '../adapters/files/own-log-files.ts';
import { createDiagnosticsService } from '../features/diagnostics/service.ts';
import { writeTar } from '../lib/tar/write-tar.ts';
import { createCrashReports } from './crash-reports.ts';
import { type Diagnostics, ownLogFile, ownLogFolder } from './diagnostics.ts';
import { programVersion } from './program-files.ts';
import type { Stores } from './stores.ts';

export interface OwnDiagnosticsWiring {
  readonly dataDir: string;
  readonly stores: Pick<Stores, 'contents'>;
  readonly diagnostics: Diagnostics;
  readonly env: NodeJS.ProcessEnv;
  readonly origins: () => readonly SettingOrigin[];
  readonly health: (signal: AbortSignal) => Promise<DetailedHealth>;
  readonly hosts: () => Promise<readonly Host[]>;
}

export function composeOwnDiagnostics({
  dataDir,
  stores,
  diagnostics,
  env,
  origins,
  health,
  hosts,
}: OwnDiagnosticsWiring) {
  const files = createOwnLogFiles({ folder: ownLogFolder(dataDir), pattern: ownLogFile });
  const crashes = createCrashReports({ dataDir, mask: diagnostics.mask });
  const service = createDiagnosticsService({
    files,
    writer: diagnostics,
    now: Date.now,
    newId: randomUUID,
    mask: diagnostics.mask,
    sources: {
      versions: () => ({
        minipaas: programVersion,
        node: process.version,
        electron: process.versions['electron'] ?? null,
        system: `${type()} ${release()} ${arch()}`,
        memoryBytes: String(totalmem()),
        uptimeSeconds: String(Math.round(process.uptime())),
      }),
      configuration: origins,
      environmentNames: () =>
        Object.keys(env)
          .filter(
            (name) =>
              name.startsWith('MINIPAAS_') ||
              ['DOCKER_HOST', 'SSH_AUTH_SOCK', 'DBUS_SESSION_BUS_ADDRESS'].includes(name),
          )
          .toSorted(),
      health,
      hosts,
      database: stores.contents,
      crashes: crashes.list,
    },
  });
  return {
    service,
    writeCrash: crashes.write,
    /** The archive of a report that was made and shown; null when it is forgotten. */
    openReport(id: string): { readonly name: string; readonly content: Readable } | null {
      const report = service.report(id);
      if (report === null) {
        return null;
      }
      const modifiedAt = Date.parse(report.createdAt);
      const folder = report.name.replace(/\.tar\.gz$/, '');
      const entries = report.files.map(({ name, content }) => {
        const bytes = Buffer.from(content);
        const owner = { mode: 0o600, uid: 0, gid: 0, target: null } as const;
        const entryName = Buffer.from(`${folder}/${name}`);
        return {
          entry: { ...owner, name: entryName, kind: 'file' as const, sizeBytes: bytes.length, modifiedAt },
          content: bytes,
        };
      });
      return { name: report.name, content: writeTar(entries).pipe(createGzip()) };
    },
    removeOldLines: (days: number) => files.removeOlderThan(Date.now() - days * 86_400_000),
  };
}
