// `npm run dev [-- FLAG ...]`: the dashboard with hot reload, in front of a headless control plane that runs from source
// and starts again when it changes. Flags go to the control plane, which keeps its data under .dev/.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';
import { proxyTo } from './dev/proxy.mjs';
import { untilInterrupted } from './lib/interrupt.mjs';

const root = join(import.meta.dirname, '..');
const CONTROL_PLANE_PORT = '7071';
const flags = process.argv.slice(2);
/** @param {string} flag @param {string} fallback */
const valueOf = (flag, fallback) => {
  const given = flags.find((each) => each.startsWith(`${flag}=`))?.slice(flag.length + 1);
  return given ?? (flags.includes(flag) ? (flags[flags.indexOf(flag) + 1] ?? fallback) : fallback);
};

const port = valueOf('--port', CONTROL_PLANE_PORT);
const controlPlane = `http://127.0.0.1:${port}`;
const defaults = { '--port': port, '--data-dir': valueOf('--data-dir', join(root, '.dev')) };
const missing = Object.entries(defaults).filter(
  ([name]) => !flags.some((flag) => flag === name || flag.startsWith(`${name}=`)),
);

const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    fs: { allow: [join(root, 'src'), join(root, 'node_modules')] },
    proxy: proxyTo(controlPlane),
  },
});
await server.listen();
const dashboard = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';

const entry = join(root, 'src/main/entry/headless.ts');
const child = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', ...process.execArgv, entry, '--headless', ...missing.flat(), ...flags],
  { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] },
);
// The login link should lead to the page that reloads.
child.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text.replaceAll(controlPlane, dashboard)));
console.error(`[miniPaaS] dashboard with hot reload: ${dashboard}; control plane: ${controlPlane}`);

// Vite's own answer to SIGTERM ends this process before the control plane has stopped.
process.removeAllListeners('SIGTERM');
const interrupted = untilInterrupted();
interrupted.addEventListener('abort', () => void child.kill('SIGTERM'));
child.once('exit', (code) => {
  process.exitCode = interrupted.aborted ? 0 : (code ?? 1);
  void server.close();
});
