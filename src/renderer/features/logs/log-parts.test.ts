import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import { noFilter } from '../../../contract/logs.ts';
import { downloadAddress, downloadName, downloadText } from './download-part.ts';
import { lineTime, nextTimeStyle } from './line-time.ts';
import { filterOf, formatLevels } from './log-filter.ts';

const at = '2026-11-22T10:20:30.456Z';

describe('the filter of a log', () => {
  it('is none unless the address says something of it', () => {
    expect(filterOf({ find: 'x', onlyRegex: true, onlyLevels: 'purple' })).toBeNull();
    expect(filterOf({ only: 'a+', onlyRegex: true, onlyLevels: 'warn-error' })).toEqual({
      ...noFilter,
      query: 'a+',
      isRegex: true,
      levels: ['warn', 'error'],
    });
    expect(formatLevels(['warn', 'error'])).toBe('warn-error');
    expect(formatLevels([])).toBeUndefined();
  });
});

describe('the time of a line', () => {
  it('is told as the reader wants it', () => {
    expect(lineTime(at, 'utc', 0)).toBe('10:20:30.456Z');
    expect(lineTime(at, 'ago', Date.parse(at) + 90_000)).toBe('1 min ago');
    expect(lineTime(at, 'local', 0)).toMatch(/^\d\d:\d\d:30\.456$/);
    expect([undefined, 'local', 'utc', 'ago'].map((style) => nextTimeStyle(style as 'utc' | undefined))).toEqual([
      'local',
      'utc',
      'ago',
      undefined,
    ]);
  });
});

describe('a download', () => {
  const part = { deploymentId: 7 as DeploymentId, kind: 'runtime', format: 'text', filter: null, range: null } as const;

  it('is an address that says which part', () => {
    expect(downloadAddress(part)).toBe('/api/deployments/7/logs/download?kind=runtime');
    const filter = { ...noFilter, query: 'a&b', isRegex: true, levels: ['warn' as const, 'error' as const] };
    expect(downloadAddress({ ...part, format: 'json', filter, range: { from: 2, to: 9 } })).toBe(
      '/api/deployments/7/logs/download?kind=runtime&format=json&fromSeq=2&toSeq=9&query=a%26b&isRegex=true&levels=warn%2Cerror',
    );
    expect(downloadName({ ...part, format: 'json' })).toBe('deployment-7-runtime.jsonl');
  });

  it('is text without colours, or an object a line', () => {
    const line = { seq: 3, at, stream: 'stderr' as const, text: '\u001b[31mERROR\u001b[39m no' };
    expect(downloadText([line], 'text')).toBe(`${at} stderr ERROR no\n`);
    expect(JSON.parse(downloadText([line], 'json'))).toEqual({ ...line, level: 'error' });
  });
});
