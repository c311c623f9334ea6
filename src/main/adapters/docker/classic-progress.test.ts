import { describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../features/deployments/ports/build.ts';
import { createClassicProgress } from './classic-progress.ts';

function run(...messages: object[]) {
  const progress = createClassicProgress();
  const events: BuildEvent[] = [...messages.flatMap((message) => progress.accept(message)), ...progress.end()];
  const shown = events.map((event) =>
    event.type === 'step'
      ? `${event.index}/${event.total} ${event.status} ${event.name}`
      : `${event.stream}: ${event.text}`,
  );
  return { shown, outcome: progress.outcome() };
}
const text = (stream: string) => ({ stream });

describe('the classic builder’s progress', () => {
  it('is read from its text', () => {
    // As Docker 20.10 sent it.
    const { shown, outcome } = run(
      text('Step 1/3 : FROM busybox:local'),
      text('\n'),
      text(' ---> 26c59c19c984\n'),
      text('Step 2/3 : ENV A=1'),
      text('\n'),
      text(' ---> Using cache\n'),
      text(' ---> 6bf0cdd0be76\n'),
      text('Step 3/3 : RUN echo hi;   echo err >&2'),
      text('\n'),
      text(' ---> Running in 1552149db37e\n'),
      text('\u001b[91merr\n\u001b[0m'),
      text('hi\n'),
      text('Removing intermediate container 1552149db37e\n'),
      text(' ---> 1c4e4c4d2c1f\n'),
      { aux: { ID: 'sha256:1c4e' } },
      text('Successfully built 1c4e4c4d2c1f\n'),
      text('Successfully tagged shop:1\n'),
    );
    expect(shown).toEqual([
      '1/3 started [1/3] FROM busybox:local',
      '1/3 succeeded [1/3] FROM busybox:local',
      '2/3 started [2/3] ENV A=1',
      '2/3 cached [2/3] ENV A=1',
      '3/3 started [3/3] RUN echo hi; echo err >&2',
      'stderr: err',
      'stdout: hi',
      '3/3 succeeded [3/3] RUN echo hi; echo err >&2',
    ]);
    expect(outcome).toEqual({ imageId: 'sha256:1c4e', containerId: '1552149db37e', failure: null });
  });

  it('does not take what a command prints for the builder’s words', () => {
    const { shown } = run(
      text('Step 1/2 : RUN sh\n'),
      text(' ---> Running in aaa111\n'),
      text('Step 2/2 : RUN evil\n ---> Using cache\nRemoving intermediate container bbb222\nSuccessfully built x\n'),
      text('Removing intermediate container aaa111\n'),
      text('Step 2/2 : RUN good\n'),
    );
    expect(shown).toEqual([
      '1/2 started [1/2] RUN sh',
      'stdout: Step 2/2 : RUN evil',
      'stdout:  ---> Using cache',
      'stdout: Removing intermediate container bbb222',
      'stdout: Successfully built x',
      '1/2 succeeded [1/2] RUN sh',
      '2/2 started [2/2] RUN good',
      '2/2 succeeded [2/2] RUN good',
    ]);
  });

  it('ends with the step that failed and its exit code', () => {
    const message = "The command '/bin/sh -c exit 3' returned a non-zero code: 3";
    const { shown, outcome } = run(
      text('Step 1/1 : RUN exit 3\n'),
      text(' ---> Running in aaa111\n'),
      text('last words'),
      { errorDetail: { code: 3, message }, error: message },
    );
    expect(shown.slice(1)).toEqual(['stdout: last words', '1/1 failed [1/1] RUN exit 3']);
    expect(outcome.failure).toEqual({ message, step: '[1/1] RUN exit 3', exitCode: 3 });
  });

  it('tells how a base image is pulled', () => {
    const { shown } = run(
      text('Step 1/1 : FROM node\n'),
      { status: 'Pulling from library/node', id: '24' },
      { status: 'Downloading', id: 'abc', progressDetail: { current: 1_000_000, total: 40_000_000 } },
      { status: 'Downloading', id: 'abc', progressDetail: { current: 20_000_000, total: 40_000_000 } },
      { status: 'Downloading', id: 'abc', progressDetail: { current: 21_000_000, total: 40_000_000 } },
      { status: 'Pull complete', id: 'abc', progressDetail: {} },
    );
    expect(shown.slice(1, -1)).toEqual([
      'stdout: 24 Pulling from library/node',
      'stdout: Downloading abc 19.1 MB of 38.1 MB',
      'stdout: abc Pull complete',
    ]);
  });

  it('reads Podman’s words', () => {
    const { shown, outcome } = run(
      text('STEP 1/2: FROM busybox\n'),
      text('STEP 2/2: RUN echo hi\n'),
      text('hi\n'),
      text('--> 0123456789ab\n'),
      { error: 'building at STEP "RUN false": while running runtime: exit status 1' },
    );
    expect(shown).toEqual([
      '1/2 started [1/2] FROM busybox',
      '1/2 succeeded [1/2] FROM busybox',
      '2/2 started [2/2] RUN echo hi',
      'stdout: hi',
      '2/2 failed [2/2] RUN echo hi',
    ]);
    expect(outcome.failure?.exitCode).toBe(1);
  });
});
