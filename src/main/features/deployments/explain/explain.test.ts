import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../contract/app-error.ts';
import { type Explained, failures } from './testing/failure-corpus.ts';
import { explain, fillIn, recognisers } from './explain.ts';
import type { Failure, FailurePhase } from './recogniser.ts';
import { successfulLogs } from './testing/success-corpus.ts';

const settings = { port: 8080, memoryLimitMb: 256 };

function linesOf(text: string) {
  return text
    .trim()
    .split('\n')
    .map((line, index) => ({ seq: index + 1, text: line }));
}

function failureOf({ phase, error }: Pick<Explained, 'phase' | 'error'>): Failure {
  const { code, message, details = {} } = error.toBody();
  return { phase, code, message, details, settings };
}

describe('the corpus of failures', () => {
  it.each(failures.map((each) => [`${each.id}: ${each.log.trim().split('\n')[0]?.slice(0, 80) ?? ''}`, each] as const))(
    'recognises %s',
    (_name, each) => {
      const found = explain(linesOf(each.log), failureOf(each), 'build');
      expect(found?.id).toBe(each.id);
      for (const text of [found?.title, found?.cause, found?.fix]) {
        expect(text).not.toMatch(/\{\w/);
      }
      expect(`${found?.title} ${found?.cause} ${found?.fix}`).toContain(each.says ?? '');
      expect(found).toMatchObject(each.step === undefined ? {} : { step: each.step });
      expect(found?.lines[0]?.text ?? '').toContain(each.line ?? '');
    },
  );

  it('has a log for every recogniser', () => {
    const covered = new Set(failures.map(({ id }) => id));
    expect(recognisers.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });
});

describe('logs of what went well', () => {
  const errors: Readonly<Record<FailurePhase, AppError>> = {
    source: new AppError('GIT_FAILED', { verb: 'clone', problem: 'it ended' }),
    build: new AppError('BUILD_FAILED', { step: 'RUN true', exitCode: 1 }),
    start: new AppError('CONTAINER_EXITED', { exitCode: 1, lastLine: '' }),
    run: new AppError('APPLICATION_STOPPED', { exitCode: 1, lastLine: '' }),
  };
  it.each(successfulLogs.map(({ name, phase, log }) => [name, phase, log] as const))(
    'finds no failure in %s',
    (_name, phase, log) => {
      expect(explain(linesOf(log), failureOf({ phase, error: errors[phase] }), 'build')?.id).toBeUndefined();
    },
  );
});

describe('the table', () => {
  it('names each failure once', () => {
    const ids = recognisers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z][a-z0-9-]+$/.test(id))).toBe(true);
  });

  it('is in the documentation, where the anchors lead', () => {
    const doc = readFileSync('docs/errors.md', 'utf8');
    for (const { id } of recognisers) expect(doc).toContain(`<a id="${id}"></a>`);
  });

  it('reads a hostile line without backtracking for ever', () => {
    const error = new AppError('APPLICATION_STOPPED', { exitCode: 1, lastLine: '' });
    for (const piece of [
      'a',
      'A.',
      "a:1:in '",
      ' ',
      '/',
      'sh: ',
      'error TS1: ',
      '\\r',
      '1 ',
      "'",
      '"',
      '.go:',
      'ECONNREFUSED a',
    ]) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      for (const phase of ['build', 'start', 'run'] as const) {
        const found = explain([{ seq: 1, text }], failureOf({ phase, error }), 'build');
        expect(found?.lines[0]?.text.length ?? 0).toBeLessThan(1_000);
      }
    }
  });
});

describe('explain', () => {
  const error = new AppError('BUILD_FAILED', { step: 'RUN npm ci', exitCode: 1 });

  it('shows the first lines that say it, without colours and step marks', () => {
    const texts = [
      '#9 1.2 fine',
      '#9 1.3 \u001b[31mnpm error code ERESOLVE\u001b[0m',
      'npm error code ERESOLVE',
      'after',
    ];
    const tail = texts.map((text, index) => ({ seq: 40 + index, text }));
    expect(explain(tail, failureOf({ phase: 'build', error }), 'build')).toMatchObject({
      log: 'build',
      lines: [
        { seq: 41, text: 'npm error code ERESOLVE' },
        { seq: 42, text: 'npm error code ERESOLVE' },
      ],
      docsAnchor: 'errors.md#node-peer-dependencies',
    });
  });

  it('says nothing where it knows nothing', () => {
    expect(
      explain([{ seq: 1, text: 'make: *** [all] Error 2' }], failureOf({ phase: 'build', error }), 'build'),
    ).toBeNull();
    expect(explain([], failureOf({ phase: 'build', error }), 'build')).toBeNull();
  });

  it('offers no port that is set already, and no memory where no limit is', () => {
    const port = new AppError(
      'PORT_NOT_LISTENING',
      { port: 8080, seconds: 5, listening: [8080] },
      { details: { expected: '3000', listening: '8080' } },
    );
    expect(explain([], failureOf({ phase: 'start', error: port }), 'runtime')?.step).toBeNull();
    const memory = failureOf({ phase: 'start', error: new AppError('OUT_OF_MEMORY', { limitMb: null }) });
    const unlimited = { ...memory, settings: { port: null, memoryLimitMb: null } };
    expect(explain([], unlimited, 'runtime')).toMatchObject({ id: 'memory-limit', step: null });
  });

  it('fills in what was caught, and other words where nothing was', () => {
    expect(fillIn('{a} and {b|more} and {c}', (name) => (name === 'a' ? '1' : undefined))).toBe('1 and more and the c');
  });
});
