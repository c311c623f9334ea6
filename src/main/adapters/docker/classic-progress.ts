// The classic builder's answer (and Podman's, which writes much the same): steps are read from its text.
import type { BuildEvent } from '../../features/deployments/ports/build.ts';
import type { BuildFailure, BuildProgress } from './build-progress.ts';
import { asNumber, asRecord, asText } from './json.ts';
import { createLineAssembler } from './line-assembler.ts';
import { createTransferReport } from './transfer-report.ts';

/** `Step 2/4 : RUN …`, Podman: `STEP 2/4: RUN …`. */
const stepLine = /^step (\d+)\/(\d+) ?: (.*)$/i;
const runningLine = /^ ---> Running in ([0-9a-f]+)$/;
const cachedLine = /^ ?--+> Using cache/;
const layerLine = /^ ?--+> [0-9a-f]{6,}$/;
const builtLine = /^Successfully (?:built|tagged) /;
/** What a command writes to stderr comes in red. */
const stderrPattern = /^\u001b\[91m([\s\S]*?)\u001b\[0m$/;

interface Step {
  readonly index: number;
  readonly total: number;
  readonly name: string;
}

export function createClassicProgress(): BuildProgress {
  const transfers = createTransferReport();
  let events: BuildEvent[] = [];
  let step: Step | null = null;
  let isCached = false;
  let containerId: string | null = null;
  /** A command runs: what comes now is its output, whatever it looks like. */
  let isRunning = false;
  let imageId: string | null = null;
  let failure: BuildFailure | null = null;

  const stdout = createLineAssembler((line) => acceptLine(line));
  const stderr = createLineAssembler((text) => events.push({ type: 'log', stream: 'stderr', text }));

  function acceptLine(line: string): void {
    if (isRunning) {
      isRunning = line !== `Removing intermediate container ${containerId}`;
    } else if (startStep(line)) {
      return;
    }
    if (isRunning) {
      log(line);
      return;
    }
    const running = runningLine.exec(line)?.[1];
    if (running !== undefined) {
      containerId = running;
      isRunning = true;
    } else if (cachedLine.test(line)) {
      isCached = true;
    } else if (
      line !== '' &&
      !layerLine.test(line) &&
      !builtLine.test(line) &&
      !line.startsWith('Removing intermediate')
    ) {
      log(line);
    }
  }

  function startStep(line: string): boolean {
    const [, index, total, name = ''] = stepLine.exec(line) ?? [];
    if (index === undefined || Number(index) !== (step?.index ?? 0) + 1) {
      return false;
    }
    endStep('succeeded');
    step = {
      index: Number(index),
      total: Number(total),
      name: `[${index}/${total}] ${name.replace(/\s+/g, ' ').trim()}`,
    };
    events.push({ type: 'step', ...step, status: 'started' });
    return true;
  }

  function endStep(status: 'succeeded' | 'failed'): void {
    if (step !== null) {
      events.push({ type: 'step', ...step, status: status === 'succeeded' && isCached ? 'cached' : status });
    }
    isCached = false;
  }

  function log(text: string): void {
    events.push({ type: 'log', stream: 'stdout', text });
  }

  function acceptText(text: string): void {
    const red = stderrPattern.exec(text)?.[1];
    const bytes = Buffer.from(red ?? text);
    (red === undefined ? stdout : stderr).push(bytes, 0, bytes.length);
  }

  function acceptTransfer(name: string, message: Readonly<Record<string, unknown>>): void {
    const detail = asRecord(message['progressDetail']);
    const [current, total] = [asNumber(detail?.['current']) ?? 0, asNumber(detail?.['total']) ?? 0];
    const id = asText(message['id']) ?? '';
    // Without figures it is a sentence: `Pulling from library/node`, `Pull complete`.
    const text =
      total > 0 ? transfers.report({ id, name, current, total, hasCompleted: false }) : `${id} ${name}`.trim();
    if (text !== null) {
      log(text);
    }
  }

  function acceptError(message: string, code: number | null): void {
    stdout.flush();
    stderr.flush();
    endStep('failed');
    const named = /exit(?: status| code)?:? (\d+)|non-zero code: (\d+)/.exec(message);
    const exitCode = code ?? (named === null ? null : Number(named[1] ?? named[2]));
    failure = { message, step: step?.name ?? null, exitCode };
  }

  function taken(): readonly BuildEvent[] {
    const given = events;
    events = [];
    return given;
  }

  return {
    accept(answer) {
      const message = asRecord(answer) ?? {};
      const error = asText(message['error']);
      const status = asText(message['status']);
      if (error !== undefined) {
        acceptError(error, asNumber(asRecord(message['errorDetail'])?.['code']) ?? null);
      } else if (status !== undefined) {
        acceptTransfer(status, message);
      } else {
        acceptText(asText(message['stream']) ?? '');
      }
      imageId = asText(asRecord(message['aux'])?.['ID']) ?? imageId;
      return taken();
    },
    end() {
      stdout.flush();
      stderr.flush();
      if (failure === null) {
        endStep('succeeded');
      }
      return taken();
    },
    outcome: () => ({ imageId, failure, containerId }),
  };
}
