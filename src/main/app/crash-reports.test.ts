import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCrashReports, endOnCrash } from './crash-reports.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'minipaas-crash-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const mask = (text: string): string => text.replaceAll('canary', '***');

describe('a crash', () => {
  it('is written down without secrets, for this user alone; the last five are kept', async () => {
    const crashes = createCrashReports({ dataDir, mask });
    const file = crashes.write(new Error('of canary', { cause: { token: 't-1' } }), 'uncaughtException') ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [report] = await crashes.list();
    expect(report?.content).not.toMatch(/canary|t-1/);
    expect(JSON.parse(report?.content ?? '')).toMatchObject({
      origin: 'uncaughtException',
      error: { message: 'of ***' },
    });
    vi.useFakeTimers();
    for (let count = 0; count < 6; count += 1) {
      vi.setSystemTime(Date.now() + 1000);
      crashes.write('a text', 'unhandledRejection');
    }
    vi.useRealTimers();
    expect(await crashes.list()).toHaveLength(5);
  });

  it('ends the process, having said why', () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = vi.fn();
    const before = process.listeners('uncaughtException');
    const forget = endOnCrash({ writeCrash: () => '/data/crash.json', mask }, exit);
    const [listener] = process.listeners('uncaughtException').filter((each) => !before.includes(each));
    listener?.(new Error('of canary'), 'uncaughtException');
    expect(exit).toHaveBeenCalledWith(1);
    expect(said.mock.calls.flat().join('')).toMatch(/of \*\*\*[\s\S]*\/data\/crash.json/);
    said.mockRestore();
    forget();
    expect(process.listeners('uncaughtException')).toEqual(before);
  });
});
