// Logs in memory. What is not masked here would not be masked on the disk.
import type { DeploymentId } from '../../../../contract/ids.ts';
import type { LogKind, LogStream } from '../../../../contract/logs.ts';
import type { DeploymentLog } from '../ports.ts';

export interface MemoryLine {
  readonly stream: LogStream;
  readonly text: string;
}

export interface MemoryLog extends DeploymentLog {
  lines(id: DeploymentId, kind: LogKind): readonly MemoryLine[];
  texts(id: DeploymentId, kind: LogKind): readonly string[];
  isComplete(id: DeploymentId, kind: LogKind): boolean;
  /** How long a batch takes to be written. */
  delay: (texts: readonly string[]) => Promise<void>;
  /** What to mask is kept in memory only: a start of the program begins without. */
  forget(id: DeploymentId): void;
}

export function createMemoryLog(): MemoryLog {
  const logs = new Map<string, MemoryLine[]>();
  const completed = new Set<string>();
  const secrets = new Map<DeploymentId, readonly string[]>();
  const key = (id: DeploymentId, kind: LogKind): string => `${id} ${kind}`;
  const linesOf = (id: DeploymentId, kind: LogKind): MemoryLine[] => logs.get(key(id, kind)) ?? [];
  const mask = (id: DeploymentId, text: string): string =>
    (secrets.get(id) ?? []).reduce((masked, secret) => masked.replaceAll(secret, '***'), text);

  const log: MemoryLog = {
    delay: async () => undefined,
    async append(id, kind, lines) {
      await log.delay(lines.map(({ text }) => text));
      if (completed.has(key(id, kind))) {
        throw new Error(`The ${kind} log of ${id} is complete: ${lines.map(({ text }) => text).join(' | ')}`);
      }
      const all = [...linesOf(id, kind), ...lines.map(({ stream, text }) => ({ stream, text: mask(id, text) }))];
      logs.set(key(id, kind), all);
      return { last: all.length };
    },
    async complete(id, kind) {
      completed.add(key(id, kind));
    },
    protect: (id, values) => void secrets.set(id, values),
    mask,
    tail: async (id, kind, count) =>
      linesOf(id, kind)
        .map(({ stream, text }, index) => ({ seq: index + 1, stream, text }))
        .slice(-count),
    async countAfter(id, kind, seq) {
      const all = linesOf(id, kind);
      return { last: all.length, output: all.slice(seq).filter(({ stream }) => stream !== 'system').length };
    },
    sizeOf: async (id) =>
      [...linesOf(id, 'build'), ...linesOf(id, 'runtime')].reduce((sum, { text }) => sum + text.length + 1, 0),
    async remove(id) {
      for (const kind of ['build', 'runtime'] as const) {
        logs.delete(key(id, kind));
        completed.delete(key(id, kind));
      }
      secrets.delete(id);
    },
    forget: (id) => void secrets.delete(id),
    lines: linesOf,
    texts: (id, kind) => linesOf(id, kind).map(({ text }) => text),
    isComplete: (id, kind) => completed.has(key(id, kind)),
  };
  return log;
}
