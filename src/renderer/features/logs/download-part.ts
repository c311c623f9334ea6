/** What of a log is downloaded, as an address of the listener and as text that the page makes. Pure. */
import type { DeploymentId } from '../../../contract/ids.ts';
import { levelOf } from '../../../contract/log-level.ts';
import type { LogFilter, LogKind, LogLine } from '../../../contract/logs.ts';
import { stripAnsi } from '../../lib/ansi.ts';
import type { LineRange } from './line-range.ts';

export interface DownloadPart {
  readonly deploymentId: DeploymentId;
  readonly kind: LogKind;
  readonly format: 'text' | 'json';
  readonly filter: LogFilter | null;
  /** Null: from the first to the last. */
  readonly range: LineRange | null;
}

export function downloadAddress({ deploymentId, kind, format, filter, range }: DownloadPart): string {
  const query = new URLSearchParams({ kind });
  if (format === 'json') query.set('format', format);
  if (range !== null) {
    query.set('fromSeq', String(range.from));
    query.set('toSeq', String(range.to));
  }
  if (filter !== null) {
    if (filter.query !== '') query.set('query', filter.query);
    if (filter.isRegex) query.set('isRegex', 'true');
    if (filter.levels.length > 0) query.set('levels', filter.levels.join(','));
  }
  return `/api/deployments/${deploymentId}/logs/download?${query}`;
}

export function downloadName({ deploymentId, kind, format }: DownloadPart): string {
  return `deployment-${deploymentId}-${kind}.${format === 'json' ? 'jsonl' : 'log'}`;
}

export function downloadText(lines: readonly LogLine[], format: DownloadPart['format']): string {
  return lines
    .map(({ seq, at, stream, text }) =>
      format === 'json'
        ? `${JSON.stringify({ seq, at, stream, level: levelOf(text), text })}\n`
        : `${at} ${stream} ${stripAnsi(text)}\n`,
    )
    .join('');
}
