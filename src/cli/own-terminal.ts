// The terminal that this process was started in, handed to a shell elsewhere.
import type { CliTerminal } from './context.ts';

export function openTerminal(): CliTerminal {
  const { stdin, stdout } = process;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return {
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onInput: (listener) => void stdin.on('data', listener),
    onResize: (listener) => void stdout.on('resize', listener),
    close() {
      stdin.setRawMode(false);
      stdin.removeAllListeners('data');
      stdout.removeAllListeners('resize');
      // Else it would keep the process alive.
      stdin.pause();
    },
  };
}
