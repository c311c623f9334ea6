import { describe, expect, it } from 'vitest';
import { levelOf } from './log-level.ts';

describe('levelOf', () => {
  it.each([
    ['{"level":30,"time":1531171074631,"msg":"hello"}', 'info'],
    ['{"level":"error","msg":"no"}', 'error'],
    ['{"severity":"WARNING","message":"x"}', 'warn'],
    ['time=2026-01-02T03:04:05Z level=warn msg="slow query"', 'warn'],
    ['ts=1 lvl="debug" x=1', 'debug'],
    ['[ERROR] it broke', 'error'],
    ['2026-01-02 03:04:05,678 ERROR [main] com.example.Shop - it broke', 'error'],
    ['2026-01-02 03:04:05 [info] listening on 3000', 'info'],
    ['INFO:     Uvicorn running on http://0.0.0.0:8000', 'info'],
    ['WARNING:root:deprecated', 'warn'],
    ['  \u001b[33mwarn\u001b[39m: careful', 'warn'],
    ['npm warn deprecated: x', null],
    ['E0102 03:04:05.678901       1 main.go:12] it broke', 'error'],
    ['2026/01/02 03:04:05 [emerg] 1#1: bind() failed', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['panic: runtime error: index out of range', 'error'],
    ['TypeError: x is not a function', 'error'],
    ['java.lang.IllegalStateException: no', 'error'],
    ['Error: listen EADDRINUSE', 'error'],
    ['GET /errors 200 3ms', null],
    ['no error here', null],
    ['information is power', null],
    ['', null],
  ])('of %j is %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });

  it('looks at the beginning of a long line alone', () => {
    expect(levelOf(`${'x'.repeat(1000)} ERROR`)).toBeNull();
  });
});
