import { describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../features/deployments/ports/build.ts';
import { createBuildKitProgress } from './buildkit-progress.ts';
import type { BuildStatus, BuildVertex } from './buildkit-status.ts';

const vertex = (digest: string, change: Partial<BuildVertex> = {}): BuildVertex => ({
  digest,
  name: `step ${digest}`,
  isCached: false,
  hasStarted: false,
  hasCompleted: false,
  error: '',
  ...change,
});
const started = { hasStarted: true };
const done = { hasStarted: true, hasCompleted: true };
const output = (digest: string, text: string, stream: 'stdout' | 'stderr' = 'stdout') => ({
  vertex: digest,
  stream,
  bytes: Buffer.from(text),
});
const nothing: BuildStatus = { vertexes: [], parts: [], outputs: [], warnings: [] };

/** Feeds statuses as they are, and other messages as the engine would. */
function run(...messages: (Partial<BuildStatus> | { readonly raw: object })[]) {
  let next: BuildStatus = nothing;
  const progress = createBuildKitProgress(() => next);
  const events: BuildEvent[] = messages.flatMap((message) => {
    if ('raw' in message) {
      return [...progress.accept(message.raw)];
    }
    next = { ...nothing, ...message };
    return [...progress.accept({ id: 'moby.buildkit.trace', aux: 'x' })];
  });
  events.push(...progress.end());
  const steps = events.flatMap((event) =>
    event.type === 'step' ? [`${event.index}/${event.total} ${event.status} ${event.name}`] : [],
  );
  const logs = events.flatMap((event) => (event.type === 'log' ? [`${event.stream}: ${event.text}`] : []));
  return { events, steps, logs, outcome: progress.outcome() };
}

describe('BuildKit’s progress', () => {
  it('tells each step once, numbered as it appeared', () => {
    const { steps } = run(
      { vertexes: [vertex('a'), vertex('b')] },
      { vertexes: [vertex('b', started)] },
      { vertexes: [vertex('b', started), vertex('a', started)] },
      { vertexes: [vertex('a', { ...done, isCached: true }), vertex('b', done)] },
      { vertexes: [vertex('b', done)] },
    );
    expect(steps).toEqual(['2/2 started step b', '1/2 started step a', '1/2 cached step a', '2/2 succeeded step b']);
  });

  it('puts output between the start and the end of its step, in whole lines', () => {
    const { events } = run(
      { vertexes: [vertex('a', started)], outputs: [output('a', 'half a ')] },
      { outputs: [output('a', 'problem\n', 'stderr'), output('a', 'line\nno end')], vertexes: [vertex('a', done)] },
    );
    expect(events.map((event) => (event.type === 'step' ? event.status : event.text))).toEqual([
      'started',
      'problem',
      'half a line',
      'no end',
      'succeeded',
    ]);
  });

  it('puts names on one line, warnings and transfers into the log', () => {
    const { steps, logs } = run({
      vertexes: [vertex('a', { name: 'RUN <<E\n  echo\nE', ...started })],
      parts: [{ id: 'sha256:0123456789abcdef', name: 'downloading', current: 7, total: 7, hasCompleted: true }],
      warnings: ['mind the gap'],
    });
    expect(steps).toEqual(['1/1 started RUN <<E echo E']);
    expect(logs).toEqual(['stdout: downloading 0123456789ab 7 B done', 'stderr: WARNING: mind the gap']);
  });

  it('names the step that failed, not those it took with it', () => {
    const { steps, outcome } = run(
      {
        vertexes: [
          vertex('a', { ...done, error: 'context canceled' }),
          vertex('b', { ...done, error: 'executor failed running [/bin/sh -c exit 3]: exit code: 3' }),
        ],
      },
      { raw: { errorDetail: { message: 'failed to solve' }, error: 'failed to solve' } },
    );
    expect(steps).toContain('2/2 failed step b');
    expect(outcome).toEqual({
      imageId: null,
      containerId: null,
      failure: { message: 'failed to solve', step: 'step b', exitCode: 3 },
    });
  });

  it('ends with the image', () => {
    const { outcome } = run(
      { raw: { id: 'moby.image.id', aux: { ID: 'sha256:7' } } },
      { raw: { stream: 'Successfully tagged x' } },
    );
    expect(outcome).toEqual({ imageId: 'sha256:7', containerId: null, failure: null });
  });
});
