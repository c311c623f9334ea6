// The diagnostics feature: the own log, and reports of problems.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { ProblemReport } from '../../../contract/diagnostics.ts';
import { lastPlace, linesBefore } from './log-lines.ts';
import { createOwnLog, type OwnLogDeps } from './own-log.ts';
import type { ReportSources } from './ports.ts';
import { type Fact, reportFiles } from './report-files.ts';

export interface DiagnosticsDeps extends OwnLogDeps {
  readonly sources: ReportSources;
  readonly mask: (text: string) => string;
  readonly newId: () => string;
}

/** As many lines as a person might read, and no more characters than fit into a mail. */
const LOG_LINES = 2000;
const LOG_CHARACTERS = 1_000_000;
const KEPT_MS = 15 * 60_000;
const MOST_REPORTS = 5;

export function createDiagnosticsService({ sources, mask, newId, ...log }: DiagnosticsDeps) {
  const { files, now } = log;
  /** In memory: what is shown is what is downloaded, and nothing of it lies about. Oldest first. */
  const reports = new Map<string, ProblemReport>();

  async function lastLines(): Promise<readonly string[]> {
    const lines: string[] = [];
    let length = 0;
    const place = await lastPlace(files);
    if (place !== null) {
      for await (const { text } of linesBefore(files, place)) {
        length += text.length;
        if (lines.length >= LOG_LINES || length > LOG_CHARACTERS) break;
        lines.push(text);
      }
    }
    return lines.reverse();
  }

  async function makeReport(_input: undefined, { signal }: Pick<Caller, 'signal'>): Promise<ProblemReport> {
    const createdAt = new Date(now()).toISOString();
    const [configuration, environmentNames, health, hosts, database, crashes, lines] = await Promise.all([
      factOf(async () => sources.configuration()),
      factOf(async () => sources.environmentNames()),
      factOf(() => sources.health(signal)),
      factOf(() => sources.hosts()),
      factOf(async () => sources.database()),
      factOf(() => sources.crashes()),
      factOf(lastLines),
    ]);
    signal.throwIfAborted();
    const versions = await factOf(async () => sources.versions());
    const facts = {
      at: createdAt,
      versions,
      configuration,
      environmentNames,
      health,
      hosts,
      database,
      crashes,
      log: lines,
    };
    const report: ProblemReport = {
      id: newId(),
      name: `minipaas-report-${createdAt.slice(0, 19).replaceAll(':', '-')}.tar.gz`,
      createdAt,
      files: reportFiles(facts, mask),
    };
    forgetOld(MOST_REPORTS - 1);
    reports.set(report.id, report);
    return report;
  }

  function forgetOld(most: number): void {
    for (const [id, { createdAt }] of reports) {
      if (reports.size > most || now() - Date.parse(createdAt) > KEPT_MS) {
        reports.delete(id);
      }
    }
  }

  return {
    ...createOwnLog(log),
    makeReport,
    /** Null when there is none of that id any more. */
    report(id: string): ProblemReport | null {
      forgetOld(MOST_REPORTS);
      return reports.get(id) ?? null;
    },
    removeReport({ id }: { readonly id: string }): { id: string } {
      if (!reports.delete(id)) {
        throw new AppError('NOT_FOUND', { what: `report ${id}` });
      }
      return { id };
    },
  };
}

/** A report is made when something is wrong: what cannot be read is said in its place. */
async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { problem: `This could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
