// The process around the command line: its streams, its signals, its exit code. Started by scripts/minipaas.mjs.
import { once } from 'node:events';
import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { runCli } from './cli.ts';
import { createOpenInBrowser } from './open-in-browser.ts';
import { openTerminal } from './own-terminal.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort());
}
// The reader of a pipe has seen enough (`minipaas logs … | head`): no error, and nothing more to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  platform: process.platform,
  print: async (chunk) => {
    if (!process.stdout.write(chunk)) {
      await once(process.stdout, 'drain');
    }
  },
  say: (chunk) => void process.stderr.write(chunk),
  readInput: () => text(process.stdin),
  openTerminal: process.stdin.isTTY && process.stdout.isTTY ? openTerminal : undefined,
  openInBrowser: createOpenInBrowser(process.platform),
  signal: interrupt.signal,
});
