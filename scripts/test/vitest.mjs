// One run of Vitest over one of the projects of vitest.config.ts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests, fileTimes } from './counts.mjs';

/** Tests stop servers and containers when asked to end; after this they are ended. */
const GRACE_MS = 15_000;
const HEARTBEAT_MS = 30_000;

/**
 * @param {{ root: string, project: string, args?: readonly string[], isQuiet?: boolean, signal?: AbortSignal }} run
 *   `isQuiet` keeps the output instead of showing it; `signal` ends the run
 * @returns {Promise<{ counts: import('./counts.mjs').Counts, files: import('./counts.mjs').FileTime[], output: string }>}
 */
export async function runVitest({ root, project, args = [], isQuiet = false, signal }) {
  const folder = mkdtempSync(join(tmpdir(), 'minipaas-vitest-'));
  const reportFile = join(folder, 'report.json');
  // A line for each file of the many quick ones, a line for each test of the few long ones.
  const shown = project === 'unit' ? 'default' : 'verbose';
  const reporter = isQuiet ? 'minimal' : shown;
  const flags = [
    'run',
    // A part of the tests is several projects, by what may run at the same time: `e2e`, `e2e-dashboard`.
    '--project',
    `${project}*`,
    `--reporter=${reporter}`,
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  try {
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), ...flags, ...args];
    const { exitCode, output } = await runInGroup(process.execPath, vitest, { root, project, isQuiet, signal });
    const report = readReport(reportFile);
    const counts = countTests({ report, exitCode, isNarrowed: args.length > 0 });
    return { counts, files: fileTimes(report, root), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} path @returns {import('./counts.mjs').JsonReport | undefined} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const hasGroups = process.platform !== 'win32';

/**
 * In a process group of its own, so that an end by force takes the workers along.
 * @param {string} command @param {string[]} args
 * @param {{ root: string, project: string, isQuiet: boolean, signal: AbortSignal | undefined }} options
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
function runInGroup(command, args, { root, project, isQuiet, signal }) {
  return new Promise((resolve, reject) => {
    const colour = process.stdout.isTTY && !isQuiet ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
    const env = { ...process.env, ...colour };
    const child = spawn(command, args, { cwd: root, env, detached: hasGroups, stdio: ['ignore', 'pipe', 'pipe'] });
    const started = Date.now();
    let lastOutput = started;
    let output = '';

    const heartbeat = setInterval(() => {
      if (isQuiet || Date.now() - lastOutput < HEARTBEAT_MS) return;
      console.log(`... ${project} tests still running, ${Math.round((Date.now() - started) / 1000)} s`);
      lastOutput = Date.now();
    }, HEARTBEAT_MS);
    /** @param {NodeJS.Signals} name */
    const killGroup = (name) => {
      try {
        if (hasGroups && child.pid !== undefined) process.kill(-child.pid, name);
        else child.kill(name);
      } catch {
        // The group has ended by itself.
      }
    };
    /** @type {NodeJS.Timeout | undefined} */
    let force;
    const stop = () => {
      killGroup('SIGTERM');
      force = setTimeout(killGroup, GRACE_MS, 'SIGKILL');
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);

    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        lastOutput = Date.now();
        if (isQuiet) output += text;
        else process.stdout.write(text);
      });
    }
    const cleanUp = () => {
      clearInterval(heartbeat);
      clearTimeout(force);
      signal?.removeEventListener('abort', stop);
    };
    child.once('error', (error) => {
      cleanUp();
      reject(error);
    });
    child.once('close', (code) => {
      cleanUp();
      resolve({ exitCode: code ?? 1, output });
    });
  });
}
