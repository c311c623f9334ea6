import { describe, expect, it } from 'vitest';
import { metricsCsv } from './metrics-csv.ts';
import type { MetricsPoint } from './metrics.ts';

const point: MetricsPoint = {
  at: '2026-01-01T00:00:00.000Z',
  measuredSeconds: 15,
  cpuMillicores: 250.5,
  cpuPeakMillicores: 300,
  cpuLimitMillicores: null,
  cpuThrottledShare: null,
  memoryBytes: 1024,
  memoryPeakBytes: 2048,
  memoryLimitBytes: null,
  networkInBytesPerSecond: 0,
  networkOutBytesPerSecond: 1,
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  processes: 3,
  restarts: 1,
  outOfMemory: 0,
  responses: { '1xx': 0, '2xx': 7, '3xx': 0, '4xx': 1, '5xx': 0 },
};

describe('metrics as CSV', () => {
  it('name the unit of each column and leave empty what is not known', () => {
    const lines = metricsCsv([point, { ...point, responses: null }]).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]?.split(',').slice(0, 3)).toEqual(['at', 'measured_seconds', 'cpu_millicores']);
    expect(lines[1]).toBe('2026-01-01T00:00:00.000Z,15,250.5,300,,,1024,2048,,0,1,,,3,1,0,0,7,0,1,0');
    expect(lines[2]).toMatch(/,1,0,,,,,$/);
    expect(new Set(lines.slice(0, 3).map((line) => line.split(',').length)).size).toBe(1);
  });
});
