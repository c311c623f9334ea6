import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDiagnostics, ownLogFile, redact } from './diagnostics.ts';

/** As the names of the files say it: where we are, not in UTC. */
const today = (): string => new Date().toLocaleDateString('sv-SE');

const plain = (text: string): string => text;
const masking = (text: string): string => text.replaceAll('canary', '***');

describe('redact', () => {
  it('takes secrets out at any depth by their names, and keeps the rest', () => {
    const context = {
      a: [{ b: { token: 'x', apiToken: 'x', name: 'n', privateKey: Buffer.from('x') } }],
      password: 'x',
      credential: { kind: 'token', text: 'x' },
      value: 'x',
      projectId: 3,
      secretCount: 2,
      hasToken: true,
    };
    expect(redact(context, plain)).toEqual({
      a: [{ b: { token: '[redacted]', apiToken: '[redacted]', name: 'n', privateKey: '[redacted]' } }],
      password: '[redacted]',
      credential: '[redacted]',
      value: '[redacted]',
      projectId: 3,
      secretCount: 2,
      hasToken: true,
    });
  });

  it('takes known secrets out wherever they stand', () => {
    const error = Object.assign(new Error('of canary', { cause: new Error('canary!') }), {
      path: '/canary',
      code: 'E',
    });
    const text = JSON.stringify(redact({ error, list: ['canary'], canary: 1, bytes: Buffer.from('canary') }, masking));
    expect(text).not.toContain('canary');
    expect(JSON.parse(text)).toMatchObject({ error: { message: 'of ***', code: 'E', cause: { message: '***!' } } });
  });

  it('ends at cycles', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop, plain))).toContain('[deep]');
  });
});

describe('openDiagnostics', () => {
  it('writes JSON lines of the wanted level into the data folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    const log = await openDiagnostics({ dataDir, level: 'info', mask: masking });
    log.debug('not written');
    log.info('deployed with canary', { deploymentId: 7, token: 'x-1', at: ['canary'] });
    await log.close();
    const [file] = readdirSync(join(dataDir, 'logs'));
    const text = readFileSync(join(dataDir, 'logs', file ?? ''), 'utf8');
    expect(text).toContain('"deploymentId":7');
    expect(text).not.toMatch(/canary|x-1|not written/);
    expect(file).toMatch(ownLogFile);
    expect(statSync(join(dataDir, 'logs', file ?? '')).mode & 0o777).toBe(0o600);
    rmSync(dataDir, { recursive: true });
  });

  it('takes what comes too late', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    const log = await openDiagnostics({ dataDir, level: 'info', mask: masking });
    await log.close();
    expect(() => log.info('late')).not.toThrow();
    rmSync(dataDir, { recursive: true });
  });

  it.runIf(process.platform === 'linux')('lets the program go on when the disk is full, and says so once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-log-'));
    mkdirSync(join(dataDir, 'logs'));
    symlinkSync('/dev/full', join(dataDir, 'logs', `minipaas.${today()}.1.log`));
    const said: unknown[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0);
    const log = await openDiagnostics({ dataDir, level: 'info', mask: masking });
    log.info('one');
    await expect.poll(() => said).not.toEqual([]);
    log.info('two');
    await log.close();
    spy.mockRestore();
    expect(said).toEqual([expect.stringMatching(/^The log in .*logs cannot be written: ENOSPC/)]);
    rmSync(dataDir, { recursive: true });
  });
});
