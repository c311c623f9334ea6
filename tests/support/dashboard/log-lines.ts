// Logs of any length, made when they are read: a million lines cost nothing until somebody looks.
import {
  type LogBatch,
  type LogLine,
  MAX_LOG_BATCH_BYTES,
  type SomeLogFilter,
  wholeFilter,
} from '../../../src/contract/logs.ts';
import { createLineFilter } from '../../../src/main/features/logs/filtered-read.ts';

const e = '\u001b';
const buildLines = [
  `#5 [build 1/6] FROM docker.io/library/node:24-slim`,
  `#6 [build 2/6] WORKDIR /app`,
  `#7 [build 3/6] COPY package.json pnpm-lock.yaml ./`,
  `#8 [build 4/6] RUN corepack enable && pnpm install --frozen-lockfile`,
  `#8 1.204 ${e}[32mProgress${e}[39m: resolved 812, reused 0, downloaded 811, added 812, done`,
  `#8 4.310 ${e}[33m WARN ${e}[39m deprecated glob@7.2.3: versions before 9 are no longer supported`,
  `#9 [build 5/6] COPY . .`,
  `#10 [build 6/6] RUN pnpm run build`,
  `#10 0.812 ${e}[1m▲ Next.js 16.1.0${e}[0m`,
  `#10 9.105 ${e}[31m${e}[1mFailed to compile.${e}[0m`,
  `#10 9.107 ${e}[36m./src/basket.tsx${e}[39m:${e}[33m42${e}[39m:${e}[33m11${e}[39m Type error: Property 'total' does not exist on type 'Basket'.`,
];

/** As structured loggers write: one of sixty lines. */
function structured(seq: number): string {
  const isError = seq % 5 === 0;
  return JSON.stringify({
    level: isError ? 50 : 30,
    time: 1_790_000_000_000 + seq * 37,
    msg: isError ? 'the order was refused' : 'order placed',
    order: seq,
    customer: { id: seq % 977, country: 'NL', items: [{ sku: `A-${seq % 31}`, count: 2 }] },
    ms: (seq * 7) % 91,
  });
}

export function makeLine(seq: number): LogLine {
  const isStructured = seq > 400 && seq % 61 === 7;
  const text = isStructured
    ? structured(seq)
    : seq <= 400
      ? (buildLines[seq % buildLines.length] ?? '')
      : `${e}[2m${String(seq).padStart(8, '0')}${e}[22m ${e}[32mGET${e}[39m /products/${seq % 977}?page=${seq % 13} ${seq % 97 === 0 ? `${e}[31m500${e}[39m` : '200'} ${(seq * 7) % 91} ms ${'x'.repeat(seq % 40)}`;
  return {
    seq,
    at: new Date(1_790_000_000_000 + seq * 37).toISOString(),
    stream: seq % 50 === 0 ? 'stderr' : 'stdout',
    text,
  };
}

export interface FakeLog {
  readonly first: number;
  last: number;
  isComplete: boolean;
}

interface ReadInput {
  readonly after: number;
  readonly maxBytes: number;
  readonly waitMs: number;
}

/** As the contract says: at most so many bytes, at least one line, waiting for the first new one if asked. */
export function createLogReader(log: FakeLog) {
  const waiting = new Set<() => void>();
  return {
    last: () => log.last,
    append(count: number) {
      log.last += count;
      for (const wake of waiting) wake();
    },
    async read({ after, maxBytes, waitMs }: ReadInput, signal: AbortSignal): Promise<LogBatch> {
      if (after >= log.last && waitMs > 0 && !log.isComplete) await nextLines(waitMs, signal);
      const lines: LogLine[] = [];
      let bytes = 0;
      for (let seq = Math.max(after + 1, log.first); seq <= log.last; seq += 1) {
        const line = makeLine(seq);
        bytes += line.text.length;
        if (lines.length > 0 && bytes > Math.min(maxBytes, MAX_LOG_BATCH_BYTES)) break;
        lines.push(line);
      }
      return {
        lines,
        next: lines.at(-1)?.seq ?? after,
        first: log.last === 0 ? 0 : log.first,
        last: log.last,
        isComplete: log.isComplete,
      };
    },
  };

  function nextLines(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}
/** Of one batch, what the filter chooses. */
export async function readSome(
  reader: LogReader,
  input: ReadInput,
  filter: SomeLogFilter,
  signal: AbortSignal,
): Promise<LogBatch> {
  const regex = {
    test: async (expression: RegExp, texts: readonly string[]) => texts.map((text) => expression.test(text)),
  };
  const batch = await reader.read(input, signal);
  return { ...batch, lines: [...(await createLineFilter(wholeFilter(filter), regex).choose(batch.lines))] };
}

export type LogReader = ReturnType<typeof createLogReader>;
