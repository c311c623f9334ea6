import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runChild } from './child.mjs';

const library = fileURLToPath(new URL('./child.mjs', import.meta.url));

/** A process that runs `code`, which may use the library, and what it printed. @param {string} code */
async function run(code) {
  const imports = `import { become, becomeUnderNpm, runChild } from ${JSON.stringify(library)};\n`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', imports + code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    // The inner process prints its word when its handlers stand.
    if (output.includes('ready')) child.kill('SIGTERM');
  });
  const [code_, signal] = await once(child, 'close');
  return { code: code_, signal, output };
}

const waiting = `process.on('SIGTERM', () => process.exit(7)); console.log('ready'); setInterval(() => {}, 1e6)`;

describe('runChild', () => {
  it('tells how the child ended', async () => {
    expect(await runChild(process.execPath, ['-e', 'process.exit(3)'])).toEqual({ code: 3, signal: null });
    const killed = await runChild(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']);
    expect(killed).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('rejects when there is no such command', async () => {
    await expect(runChild('/does/not/exist', [])).rejects.toThrow('ENOENT');
  });

  it('passes a signal on and leaves the answer to the child', async () => {
    const ended = await run(
      `const { code } = await runChild(process.execPath, ['-e', ${JSON.stringify(waiting)}]); process.exit(code + 1)`,
    );
    expect(ended).toMatchObject({ code: 8 });
  });
});

describe('become', () => {
  it('ends as the command ends', async () => {
    const ended = await run(`await become(process.execPath, ['-e', 'console.log("here"); process.exit(9)'])`);
    expect(ended).toEqual({ code: 9, signal: null, output: 'here\n' });
  });

  it('is reached by a signal', async () => {
    expect(await run(`await become(process.execPath, ['-e', ${JSON.stringify(waiting)}])`)).toMatchObject({ code: 7 });
  });

  it('ends by itself as a parent where the process cannot be replaced', async () => {
    const ended = await run(
      `process.execve = undefined; await become(process.execPath, ['-e', 'process.kill(process.pid, "SIGTERM")'])`,
    );
    expect(ended).toMatchObject({ code: 143 });
  });
});

describe('becomeUnderNpm', () => {
  it('ends its child when the shell in between dies', async () => {
    const inner = JSON.stringify(waiting.replace(`'ready'`, `'ready ' + process.pid`));
    const outer = `import { becomeUnderNpm } from ${JSON.stringify(library)};
      await becomeUnderNpm(process.execPath, ['-e', ${inner}], process.env);`;
    // `; true` keeps the shell from giving its place to node. As its pipe is open in all of them, it closes with the last.
    const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, outer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    shell.stdout.once('data', () => shell.kill('SIGTERM'));
    await once(shell, 'close');
    expect(shell.signalCode).toBe('SIGTERM');
  });

  it('ends as the command ends', async () => {
    expect(await run(`await becomeUnderNpm(process.execPath, ['-e', 'process.exit(4)'], process.env)`)).toMatchObject({
      code: 4,
    });
  });
});
