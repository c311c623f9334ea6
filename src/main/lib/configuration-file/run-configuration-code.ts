// Runs a configuration that is code, in a thread that can be ended: one that loops or never settles must not keep the
// program from starting. It is the user's own file, so it is trusted with what it does, but not with how long it takes.
import { stripTypeScriptTypes } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

export type CodeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string; readonly line: number | null };

/**
 * `module.exports = …` works whatever the nearest package.json says, as does `export default …`: the text is compiled as
 * CommonJS first, and imported as a module where that is not its syntax. A function is called, a promise awaited. What comes back
 * is data: it goes through JSON.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const Module = require('node:module');
const path = require('node:path');
const { file, url, text } = workerData;

async function load() {
  let exported;
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  try {
    module._compile(text, file);
    exported = module.exports;
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/import statement|import\\.meta|Unexpected token 'export'|await is only valid/.test(error.message)) throw error;
    exported = await import(url);
  }
  const value = exported !== null && typeof exported === 'object' && 'default' in exported ? exported.default : exported;
  return typeof value === 'function' ? value() : value;
}

function stray(value, at) {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return at + ' is a ' + typeof value;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, item] of Object.entries(value)) {
    const found = stray(item, at === '' ? key : at + '.' + key);
    if (found !== null) return found;
  }
  return null;
}

function lineOf(error) {
  const stack = String(error && error.stack);
  const found = stack.split('\\n').map((line) => line.includes(file) || line.includes(url) ? /:(\\d+)(?::\\d+)?\\)?$/.exec(line.trim()) : null).find(Boolean);
  return found ? Number(found[1]) : null;
}

load().then((value) => {
  const problem = stray(value, '');
  parentPort.postMessage(problem === null
    ? { ok: true, json: JSON.stringify(value === undefined ? null : value) }
    : { ok: false, problem: problem + '; a configuration is data', line: null });
}).catch((error) => {
  parentPort.postMessage({ ok: false, problem: error instanceof Error ? error.name + ': ' + error.message : 'it threw ' + String(error), line: lineOf(error) });
});
`;

export async function runConfigurationCode(file: string, text: string, timeoutMs: number): Promise<CodeResult> {
  let code: string;
  try {
    // Lines and columns stay where they are.
    code = /\.m?ts$/.test(file) ? stripTypeScriptTypes(text) : text;
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error), line: null };
  }
  const url = /\.m?ts$/.test(file)
    ? `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
    : // A changed file is another module.
      `${pathToFileURL(file).href}?${Date.now()}`;
  const worker = new Worker(program, { eval: true, workerData: { file, url, text: code }, stdout: true, stderr: true });
  try {
    return await settled(worker, timeoutMs);
  } finally {
    await worker.terminate();
  }
}

type Message = { ok: true; json: string } | { ok: false; problem: string; line: number | null };

function settled(worker: Worker, timeoutMs: number): Promise<CodeResult> {
  return new Promise((resolve) => {
    const failed = (problem: string): void => resolve({ ok: false, problem, line: null });
    const timer = setTimeout(() => failed(`it did not finish within ${timeoutMs / 1000} s`), timeoutMs);
    worker.once('message', (message: Message) => {
      clearTimeout(timer);
      resolve(message.ok ? { ok: true, value: JSON.parse(message.json) } : message);
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      failed('it ended before it had a value: by process.exit, or with a promise that nothing settles');
    });
  });
}
