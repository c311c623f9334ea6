// A local Git repository with a small application, as a project would be deployed from.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './commands.ts';

/** A bare repository with one commit of these files; gives its path. */
export async function createRepository(directory: string, files: Readonly<Record<string, string>>): Promise<string> {
  const work = `${directory}-work`;
  mkdirSync(work, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  const git = (...args: readonly string[]) =>
    run('git', ['-C', work, '-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'Bench');
  await run('git', ['clone', '--quiet', '--bare', work, directory]);
  return directory;
}

/** Answers "ok" on PORT, and prints as many lines as `/burst?lines=` asks for. */
const server = `import { once } from 'node:events';
import { createServer } from 'node:http';
async function burst(lines) {
  for (let line = 0; line < lines; ) {
    let text = '';
    for (const end = Math.min(lines, line + 1000); line < end; line++) text += 'line ' + line + ' of the burst, with some words to give it a common length\\n';
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  process.stdout.write('the burst is over\\n');
}
createServer((request, response) => {
  const lines = Number(/lines=(\\d+)/.exec(request.url)?.[1] ?? 0);
  if (lines > 0) burst(lines);
  response.end('ok');
}).listen(Number(process.env.PORT ?? 3000), '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

export const baseImage = 'minipaas-bench/node:local';

/** A build of a few steps, all of which the cache can serve. */
export const applicationFiles: Readonly<Record<string, string>> = {
  Dockerfile: `FROM ${baseImage}\nWORKDIR /app\nCOPY package.json .\nRUN echo installed > installed\nCOPY server.js .\nENV PORT=3000\nEXPOSE 3000\nCMD ["node", "server.js"]\n`,
  'package.json': '{ "type": "module" }\n',
  'server.js': server,
};
