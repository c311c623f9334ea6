import { useEffect, useRef, useState } from 'react';
import type { Terminal, TerminalEnd } from '../../../contract/terminals.ts';
import { useApi } from '../../api/api-context.tsx';
import { pause } from '../../lib/pause.ts';
import { type Problem, toProblem } from '../../lib/problem.ts';
import { followTerminal } from './follow-terminal.ts';
import { keepTerminal, takeBackTerminal } from './kept-terminals.ts';
import { openScreen, type Screen } from './open-screen.ts';
import styles from './terminals.module.css';
import { createTyping } from './typing.ts';

interface TerminalScreenProps {
  readonly terminal: Terminal;
  readonly label: string;
  readonly isForScreenReader: boolean;
  readonly onEnd: (end: TerminalEnd) => void;
  readonly onProblem: (problem: Problem | null) => void;
  readonly onLeave: () => void;
}

/** One open terminal. Left without being closed, it goes on and is shown again from what is kept of it. */
export function TerminalScreen(props: TerminalScreenProps) {
  const { terminal, label, isForScreenReader } = props;
  const { client } = useApi();
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [isLineUp, setLineUp] = useState(true);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { id } = terminal;
    const stop = new AbortController();
    const fail = (error: unknown) => {
      // How it ended is told by its output.
      if (!stop.signal.aborted && toProblem(error).code !== 'TERMINAL_ENDED')
        latest.current.onProblem(toProblem(error));
    };
    const typing = createTyping({ write: (text) => client.terminals.write({ id, text }), onFailure: fail });
    // What was asked of the terminal before, and answered, must not be answered again into the shell.
    let isNew = false;
    const screen: Screen = openScreen(element, {
      onInput: (text) => isNew && typing.type(text),
      onSize: (size) => void client.terminals.resize({ id, ...size }).catch(fail),
      onLeave: () => latest.current.onLeave(),
      isForScreenReader,
    });
    let hasEnded = false;
    takeBackTerminal(id);
    client.terminals.resize({ id, ...screen.size }).catch(fail);
    screen.focus();
    followTerminal({
      read: (request, signal) => client.terminals.read({ id, ...request }, { signal }),
      onText: (text, isCut) => {
        if (isCut) screen.reset();
        return screen.write(text);
      },
      onCaughtUp: () => {
        isNew = true;
      },
      onLine: setLineUp,
      pause,
      signal: stop.signal,
    })
      .then((end) => {
        if (end === null) return;
        hasEnded = true;
        screen.freeze();
        latest.current.onEnd(end);
      })
      .catch((error: unknown) => {
        hasEnded = true;
        screen.freeze();
        latest.current.onProblem(toProblem(error));
      });
    return () => {
      stop.abort();
      screen.close();
      if (!hasEnded) keepTerminal(client, id);
    };
  }, [client, terminal, isForScreenReader]);

  return (
    <>
      {!isLineUp && (
        <p role="status" className={styles.down}>
          miniPaaS does not answer. The terminal goes on when it does.
        </p>
      )}
      <section className={styles.screen} aria-label={label}>
        <div ref={box} className={styles.box} />
      </section>
    </>
  );
}
