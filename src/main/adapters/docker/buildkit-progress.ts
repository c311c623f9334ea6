// BuildKit's vertexes are our steps.
import type { BuildEvent } from '../../features/deployments/ports/build.ts';
import type { BuildFailure, BuildProgress } from './build-progress.ts';
import type { BuildOutput, BuildStatus, BuildVertex, DecodeBuildStatus } from './buildkit-status.ts';
import { asRecord, asText } from './json.ts';
import { createLineAssembler, type LineAssembler } from './line-assembler.ts';
import { createTransferReport } from './transfer-report.ts';

interface Step {
  readonly index: number;
  readonly name: string;
  status: 'waiting' | 'started' | 'succeeded' | 'cached' | 'failed';
  error: string;
}

/** A parallel step that is stopped because another one failed. */
const stoppedByAnother = /context canceled|operation was canceled/i;

export function createBuildKitProgress(decode: DecodeBuildStatus): BuildProgress {
  const steps = new Map<string, Step>();
  const outputs = new Map<string, LineAssembler>();
  const transfers = createTransferReport();
  let events: BuildEvent[] = [];
  let imageId: string | null = null;
  let error: string | null = null;

  function acceptStatus({ vertexes, parts, outputs: logs, warnings }: BuildStatus): void {
    // First all of them, so that the total counts them.
    for (const vertex of vertexes) {
      nameStep(vertex);
    }
    for (const vertex of vertexes) {
      startStep(vertex);
    }
    for (const log of logs) {
      acceptOutput(log);
    }
    for (const { id, name, current, total, hasCompleted } of parts) {
      const text = transfers.report({ id, name, current, total, hasCompleted });
      if (text !== null) {
        events.push({ type: 'log', stream: 'stdout', text });
      }
    }
    events.push(...warnings.map((text): BuildEvent => ({ type: 'log', stream: 'stderr', text: `WARNING: ${text}` })));
    for (const vertex of vertexes) {
      endStep(vertex);
    }
  }

  function nameStep({ digest, name }: BuildVertex): void {
    if (!steps.has(digest) && name !== '') {
      const shown = name.replace(/\s+/g, ' ').trim();
      steps.set(digest, { index: steps.size + 1, name: shown, status: 'waiting', error: '' });
    }
  }

  function startStep({ digest, hasStarted }: BuildVertex): void {
    const step = steps.get(digest);
    if (step?.status === 'waiting' && hasStarted) {
      become(step, 'started');
    }
  }

  function endStep({ digest, error: problem, hasCompleted, isCached }: BuildVertex): void {
    const step = steps.get(digest);
    if (step === undefined) {
      return;
    }
    if (problem !== '' && step.status !== 'failed') {
      step.error = problem;
      flush(digest);
      become(step, 'failed');
    } else if (hasCompleted && (step.status === 'waiting' || step.status === 'started')) {
      flush(digest);
      become(step, isCached ? 'cached' : 'succeeded');
    }
  }

  function become(step: Step, status: Exclude<Step['status'], 'waiting'>): void {
    step.status = status;
    events.push({ type: 'step', index: step.index, total: steps.size, name: step.name, status });
  }

  function acceptOutput({ vertex, stream, bytes }: BuildOutput): void {
    const key = `${stream} ${vertex}`;
    let lines = outputs.get(key);
    if (lines === undefined) {
      lines = createLineAssembler((text) => events.push({ type: 'log', stream, text }));
      outputs.set(key, lines);
    }
    lines.push(bytes, 0, bytes.length);
  }

  function flush(vertex: string): void {
    for (const stream of ['stdout', 'stderr']) {
      outputs.get(`${stream} ${vertex}`)?.flush();
    }
  }

  function taken(): readonly BuildEvent[] {
    const given = events;
    events = [];
    return given;
  }

  return {
    accept(message) {
      const record = asRecord(message);
      const aux = record?.['aux'];
      if (record?.['id'] === 'moby.buildkit.trace') {
        acceptStatus(decode(asText(aux) ?? ''));
      } else {
        imageId = asText(asRecord(aux)?.['ID']) ?? imageId;
        error = asText(record?.['error']) ?? error;
      }
      return taken();
    },
    end() {
      for (const lines of outputs.values()) {
        lines.flush();
      }
      return taken();
    },
    outcome: () => ({
      imageId,
      failure: error === null ? null : failureOf(error, [...steps.values()]),
      containerId: null,
    }),
  };
}

function failureOf(message: string, steps: readonly Step[]): BuildFailure {
  const failed = steps.filter(({ status }) => status === 'failed');
  const step = failed.find(({ error }) => !stoppedByAnother.test(error)) ?? failed[0] ?? null;
  const exitCode = /exit code:? (\d+)/.exec(step?.error ?? message)?.[1];
  return { message, step: step?.name ?? null, exitCode: exitCode === undefined ? null : Number(exitCode) };
}
