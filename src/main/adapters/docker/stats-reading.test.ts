import { describe, expect, it } from 'vitest';
import { toReading } from './stats-reading.ts';

const GB = 1024 ** 3;

/** As Docker 20.10 answers on a machine with control groups of version 1; counters of the page cache left out. */
const version1 = {
  read: '2026-11-22T19:35:44.749054214Z',
  preread: '0001-01-01T00:00:00Z',
  pids_stats: { current: 3 },
  blkio_stats: { io_service_bytes_recursive: [], io_serviced_recursive: [] },
  cpu_stats: {
    cpu_usage: { total_usage: 1_064_417_988, percpu_usage: [12_937_288, 1_051_480_700] },
    system_cpu_usage: 22_988_150_000_000,
    online_cpus: 2,
    throttling_data: { periods: 22, throttled_periods: 20, throttled_time: 978_187_642 },
  },
  memory_stats: {
    usage: 62_600_000,
    max_usage: 64_079_616,
    stats: { inactive_file: 61_000_000, total_inactive_file: 62_000_000, total_rss: 540_672 },
    limit: 67_108_864,
  },
  networks: {
    eth0: { rx_bytes: 736, rx_packets: 8, tx_bytes: 10 },
    eth1: { rx_bytes: 4, tx_bytes: 5 },
  },
};

/** As Docker 27 answers with version 2. */
const version2 = {
  ...version1,
  pids_stats: { current: 11, limit: 4096 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 254, minor: 0, op: 'read', value: 8192 },
      { major: 254, minor: 0, op: 'write', value: 4096 },
      { major: 254, minor: 16, op: 'read', value: 1 },
    ],
    io_serviced_recursive: null,
  },
  memory_stats: {
    usage: 50_000_000,
    stats: { active_file: 1_000_000, anon: 30_000_000, file: 20_000_000, inactive_file: 18_000_000 },
    limit: 16 * GB,
  },
};

describe('a reading of a container', () => {
  it('is read of control groups of version 1', () => {
    expect(toReading(version1, 16 * GB)).toEqual({
      at: Date.parse('2026-11-22T19:35:44.749Z'),
      cpuNanos: 1_064_417_988,
      cpuPeriods: 22,
      cpuThrottledPeriods: 20,
      memoryBytes: 600_000,
      memoryLimitBytes: 67_108_864,
      networkInBytes: 740,
      networkOutBytes: 15,
      disk: null,
      processes: 3,
    });
  });

  it('is read of version 2, where all of the machine is no limit', () => {
    expect(toReading(version2, 16 * GB)).toMatchObject({
      memoryBytes: 32_000_000,
      memoryLimitBytes: null,
      disk: { readBytes: 8193, writtenBytes: 4096 },
      processes: 11,
    });
    const untouched = { ...version2, blkio_stats: { io_service_bytes_recursive: null } };
    expect(toReading(untouched, 16 * GB)?.disk).toEqual({ readBytes: 0, writtenBytes: 0 });
  });

  it('is none of a container that does not run, or of something else', () => {
    const stopped = { ...version1, read: '0001-01-01T00:00:00Z', cpu_stats: {}, memory_stats: {} };
    expect(toReading(stopped, GB)).toBeNull();
    expect(toReading({ message: 'no such container' }, GB)).toBeNull();
    expect(toReading(null, GB)).toBeNull();
  });
});
