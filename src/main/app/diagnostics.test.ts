import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDiagnostics, redact } from './diagnostics.ts';

describe('redact', () => {
  it('takes secrets out at any depth and keeps the rest', () => {
    const context = { a: [{ b: { token: 'x', apiToken: 'x', name: 'n' } }], password: 'x', value: 'x', projectId: 3 };
    expect(redact(context)).toEqual({
      a: [{ b: { token: '[redacted]', apiToken: '[redacted]', name: 'n' } }],
      password: '[redacted]',
      value: '[redacted]',
      projectId: 3,
    });
  });

  it('writes errors with their causes', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    expect(redact({ error })).toMatchObject({ error: { message: 'outer', cause: { message: 'inner' } } });
  });

  it('ends at cycles', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('[deep]');
  });
});

describe('openDiagnostics', () => {
  it('writes JSON lines of the wanted level into the data folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    const log = await openDiagnostics(dataDir, 'info');
    log.debug('not written');
    log.info('deployed', { deploymentId: 7, token: 'canary' });
    await log.close();
    const [file] = readdirSync(join(dataDir, 'logs'));
    const text = readFileSync(join(dataDir, 'logs', file ?? ''), 'utf8');
    expect(text).toContain('"deploymentId":7');
    expect(text).not.toMatch(/canary|not written/);
    rmSync(dataDir, { recursive: true });
  });

  it('takes what comes too late', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    const log = await openDiagnostics(dataDir, 'info');
    await log.close();
    expect(() => log.info('late')).not.toThrow();
    rmSync(dataDir, { recursive: true });
  });

  it.runIf(process.platform === 'linux')('lets the program go on when the disk is full, and says so once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    mkdirSync(join(dataDir, 'logs'));
    symlinkSync('/dev/full', join(dataDir, 'logs', 'minipaas.1.log'));
    const said: unknown[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0);
    const log = await openDiagnostics(dataDir, 'info');
    log.info('one');
    await vi.waitFor(() => expect(said).not.toEqual([]));
    log.info('two');
    await log.close();
    spy.mockRestore();
    expect(said).toEqual([expect.stringMatching(/^The log in .*logs cannot be written: ENOSPC/)]);
    rmSync(dataDir, { recursive: true });
  });
});
