import { useRef, useState } from 'react';
import { desktopBridge } from '../../lib/bridge.ts';
import { stripAnsi } from '../../lib/ansi.ts';
import { formatCount } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { LogHandle } from './log-handle.ts';
import { readLines } from './read-lines.ts';

/** A browser has the listener to stream the file from; the desktop may have no open port, so its page gathers the lines. */
export function Download({ log }: { readonly log: LogHandle }) {
  if (desktopBridge() !== undefined) return <GatheredDownload log={log} />;
  return (
    <a
      className={buttonClass('normal', true)}
      href={`/api/deployments/${log.deploymentId}/logs/download?kind=${log.kind}`}
      download
    >
      Download
    </a>
  );
}

function GatheredDownload({ log: { deploymentId, kind, read, snapshot } }: { readonly log: LogHandle }) {
  const [done, setDone] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const running = useRef<AbortController>(null);
  const total = snapshot.last - snapshot.first + 1;

  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    const parts: string[] = [];
    let count = 0;
    setFailure(null);
    setDone(0);
    try {
      await readLines({
        read,
        from: Math.max(1, snapshot.first),
        to: snapshot.last,
        signal: stop.signal,
        onLines: (lines) => {
          parts.push(lines.map(({ at, text }) => `${at} ${stripAnsi(text)}\n`).join(''));
          count += lines.length;
          setDone(count);
        },
      });
      save(new Blob(parts, { type: 'text/plain' }), `${kind}-${deploymentId}.log`);
    } catch (error) {
      if (!stop.signal.aborted) setFailure(error);
    } finally {
      setDone(null);
    }
  };
  if (done !== null) {
    return (
      <Button isSmall onClick={() => running.current?.abort()}>
        {formatCount(done)} of {formatCount(total)} lines: cancel
      </Button>
    );
  }
  return (
    <>
      <Button isSmall onClick={() => void start()} disabled={snapshot.last === 0}>
        Download
      </Button>
      {failure !== null && <ProblemNotice problem={toProblem(failure)} />}
    </>
  );
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
