import { describe, expect, it } from 'vitest';
import { createDiagnosticsService, type DiagnosticsDeps } from './service.ts';

const signal = new AbortController().signal;
const health = { status: 'ok', version: '1', startedAt: '2026-01-02T03:04:05.000Z', findings: [] } as const;

function service(change: Partial<DiagnosticsDeps['sources']> = {}, lines = '') {
  const clock = { now: Date.parse('2026-01-02T03:04:05.000Z') };
  let made = 0;
  const diagnostics = createDiagnosticsService({
    files: {
      compare: () => 0,
      list: async () => [{ name: 'minipaas.1.log', sizeBytes: Buffer.byteLength(lines) }],
      read: async (_name, from, to) => Buffer.from(lines).subarray(from, to),
      removeOlderThan: async () => [],
    },
    writer: { onWritten: () => () => undefined },
    now: () => clock.now,
    newId: () => `report-${(made += 1)}`,
    mask: (text) => text.replaceAll('canary', '***'),
    sources: {
      versions: () => ({ minipaas: '1' }),
      configuration: () => [
        {
          path: 'registryMirror',
          value: 'https://me:hunter2@mirror.example.com',
          source: 'file',
          where: '/etc/m.json',
        },
      ],
      environmentNames: () => ['MINIPAAS_TOKEN'],
      health: async () => ({ ...health, findings: [] }),
      hosts: async () => [],
      database: () => ({ schema: '0017', sizeBytes: 4096, rows: { projects: 3 } }),
      crashes: async () => [{ name: 'crash-1.json', content: '{"error":"of canary"}\n' }],
      ...change,
    },
  });
  return { ...diagnostics, clock };
}

describe('a report of a problem', () => {
  it('has every file, cleaned of secrets and of logins in addresses, and says where each setting is from', async () => {
    const { makeReport } = service({}, '{"level":30,"msg":"a canary"}\n');
    const { files, name } = await makeReport(undefined, { signal });
    expect(name).toBe('minipaas-report-2026-01-02T03-04-05.tar.gz');
    expect(files.map((file) => file.name)).toEqual([
      'README.txt',
      'versions.json',
      'configuration.json',
      'health.json',
      'hosts.json',
      'database.json',
      'control-plane.log',
      'crash-1.json',
    ]);
    const all = files.map(({ content }) => content).join('');
    expect(all).not.toMatch(/canary|hunter2/);
    expect(all).toContain('https://***@mirror.example.com');
    expect(all).toContain('"where": "/etc/m.json"');
    expect(all).toContain('MINIPAAS_TOKEN');
    for (const { content, sizeBytes } of files) {
      expect(sizeBytes).toBe(Buffer.byteLength(content));
    }
  });

  it('is made although something cannot be read, and says what', async () => {
    const broken = (): never => {
      throw new Error('database disk image is malformed');
    };
    const { makeReport } = service({ database: broken, hosts: async () => broken() });
    const { files } = await makeReport(undefined, { signal });
    expect(files.find(({ name }) => name === 'database.json')?.content).toContain('malformed');
    expect(files.find(({ name }) => name === 'health.json')?.content).toContain('"ok"');
  });

  it('can be had for a quarter of an hour, the last five of them, and be forgotten before', async () => {
    const { makeReport, report, removeReport, clock } = service();
    for (let count = 0; count < 6; count += 1) {
      await makeReport(undefined, { signal });
    }
    expect(report('report-1')).toBeNull();
    expect(report('report-2')?.id).toBe('report-2');
    expect(removeReport({ id: 'report-2' })).toEqual({ id: 'report-2' });
    expect(() => removeReport({ id: 'report-2' })).toThrow('report-2');
    clock.now += 16 * 60_000;
    expect(report('report-6')).toBeNull();
  });
});
