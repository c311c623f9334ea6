// The own log and reports of the world in memory: as many lines as a test adds.
import type { OwnLogEntry } from '../../../src/contract/diagnostics.ts';
import type { LineLevel } from '../../../src/contract/log-level.ts';
import type { Services } from '../../../src/main/api/services.ts';

export interface DiagnosticsWorld {
  /** Oldest first. */
  readonly ownLog: OwnLogEntry[];
  addOwnLine(level: LineLevel, message: string, more?: Partial<OwnLogEntry>): void;
}

const rank: Readonly<Record<LineLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export function createDiagnosticsWorld(check: (call: string) => void) {
  const ownLog: OwnLogEntry[] = [];
  const waiting = new Set<() => void>();
  let reports = 0;

  const world: DiagnosticsWorld = {
    ownLog,
    addOwnLine(level, message, more = {}) {
      ownLog.push({
        id: String(ownLog.length),
        at: new Date(Date.now() - 60_000).toISOString(),
        level,
        message,
        projectId: null,
        deploymentId: null,
        hostId: null,
        context: '',
        ...more,
      });
      for (const wake of waiting) {
        wake();
      }
    },
  };

  const services: Services['diagnostics'] = {
    async log({ level, search, projectId, deploymentId, hostId, before, after, limit, waitMs }, { signal }) {
      check('diagnostics.log');
      const isWanted = (entry: OwnLogEntry): boolean =>
        rank[entry.level] >= rank[level] &&
        `${entry.message}\n${entry.context}`.toLowerCase().includes(search.toLowerCase()) &&
        (projectId === undefined || entry.projectId === projectId) &&
        (deploymentId === undefined || entry.deploymentId === deploymentId) &&
        (hostId === undefined || entry.hostId === hostId);
      if (after !== undefined) {
        const found = () => ownLog.slice(Number(after)).filter(isWanted).slice(0, limit);
        if (found().length === 0 && waitMs > 0) {
          await new Promise<void>((resolve) => {
            waiting.add(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          }).finally(() => waiting.clear());
        }
        const entries = found();
        return { entries, older: null, newer: String(ownLog.length) };
      }
      const end = before === undefined ? ownLog.length : Number(before);
      const all = ownLog.slice(0, end).filter(isWanted);
      const entries = all.slice(-limit);
      const older = entries.length === all.length ? null : (entries[0]?.id ?? null);
      return { entries, older, newer: String(ownLog.length) };
    },
    makeReport() {
      check('diagnostics.makeReport');
      reports += 1;
      const contents: readonly (readonly [string, string])[] = [
        ['README.txt', 'A report of a problem with miniPaaS.\n'],
        ['versions.json', '{\n  "minipaas": "0.1.0",\n  "node": "v24.13.0"\n}\n'],
        ['configuration.json', '{\n  "settings": []\n}\n'],
        ['control-plane.log', ownLog.map((entry) => `${JSON.stringify(entry)}\n`).join('')],
      ];
      return {
        id: String(reports),
        name: 'minipaas-report-2026-01-02T03-04-05.tar.gz',
        createdAt: '2026-01-02T03:04:05.000Z',
        files: contents.map(([name, content]) => ({ name, sizeBytes: content.length, content })),
      };
    },
    removeReport: ({ id }) => ({ id }),
  };
  return { world, services };
}
