import { useRef, useState } from 'react';
import type { LogFilter } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';
import { desktopBridge } from '../../lib/bridge.ts';
import { formatCount } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { type DownloadPart, downloadAddress, downloadName, downloadText } from './download-part.ts';
import type { LineRange } from './line-range.ts';
import type { LogHandle } from './log-handle.ts';
import { readLines } from './read-lines.ts';

interface DownloadProps {
  readonly log: LogHandle;
  readonly filter: LogFilter | null;
  readonly picked: LineRange | null;
}

/** A browser has the listener to stream the file from; the desktop may have no open port, so its page gathers the lines. */
export function Download({ log, filter, picked }: DownloadProps) {
  const { client } = useApi();
  const [done, setDone] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const running = useRef<AbortController>(null);
  const { deploymentId, kind, snapshot } = log;

  const gather = async (part: DownloadPart) => {
    const stop = new AbortController();
    running.current = stop;
    const texts: string[] = [];
    let count = 0;
    setFailure(null);
    setDone(0);
    try {
      await readLines({
        read: (request, signal) => client.logs.read({ ...filter, id: deploymentId, kind, ...request }, { signal }),
        from: picked?.from ?? Math.max(1, snapshot.first),
        to: picked?.to ?? snapshot.last,
        signal: stop.signal,
        onLines: (lines) => {
          texts.push(downloadText(lines, part.format));
          count += lines.length;
          setDone(count);
        },
      });
      const address = URL.createObjectURL(new Blob(texts, { type: 'text/plain' }));
      save(address, downloadName(part));
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      if (!stop.signal.aborted) setFailure(error);
    } finally {
      setDone(null);
    }
  };
  const start = (format: DownloadPart['format']) => {
    const part = { deploymentId, kind, format, filter, range: picked };
    if (desktopBridge() === undefined) save(downloadAddress(part), downloadName(part));
    else void gather(part);
  };
  if (done !== null) {
    return (
      <Button isSmall onClick={() => running.current?.abort()}>
        {formatCount(done)} lines gathered: cancel
      </Button>
    );
  }
  const refusal = snapshot.last === 0 ? 'there are no lines' : undefined;
  return (
    <>
      <Menu
        label="Download"
        isSmall
        title={partText(filter, picked)}
        items={[
          { label: 'As text', run: () => start('text'), refusal },
          { label: 'As JSON lines', run: () => start('json'), refusal },
        ]}
      />
      {failure !== null && <ProblemNotice problem={toProblem(failure)} />}
    </>
  );
}

function partText(filter: LogFilter | null, picked: LineRange | null): string {
  const lines = picked === null ? 'The whole log' : `Lines ${picked.from} to ${picked.to}`;
  return filter === null ? lines : `${lines}, only what the filter lets through`;
}

function save(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
