import { describe, expect, it } from 'vitest';
import { detect, type Files, instructions, nodeProject } from '../../../../tests/support/detecting.ts';
import type { Detection } from '../../../contract/sources.ts';

const declared = { command: 'make site', args: ['API_URL', 'KEY'] };
const built = (files: Files, secrets: readonly string[] = []): Promise<Detection> =>
  detect(files, {}, null, secrets, declared);

/** From the copy of the source to the next stage or user. */
const afterCopy = (found: Detection): readonly string[] => {
  const all = instructions(found);
  const from = all.findIndex((line) => line.startsWith('COPY') && line.includes('. .'));
  return all.slice(from + 1, from + 5);
};

describe('build.command of minipaas.json', () => {
  it('takes the place of the build script, with the arguments that the file names', async () => {
    const found = await built(
      nodeProject({ scripts: { build: 'vite build' }, devDependencies: { vite: '6' } }, { 'index.html': '' }),
    );
    expect(found.buildCommand).toBe('make site');
    expect(found.dockerfile).not.toContain('npm run build');
    expect(afterCopy(found).slice(0, 3)).toEqual(['ARG API_URL', 'ARG KEY', 'RUN make site']);
  });

  it('makes a build of a Node.js program that has none, and the file that it makes is believed', async () => {
    const found = await built(nodeProject({ main: 'dist/main.js' }, { 'main.ts': '' }));
    expect(found.startCommand).toBe('node dist/main.js');
    expect(instructions(found)).toEqual([
      'FROM node:24-slim AS build',
      'WORKDIR /app',
      'COPY . .',
      'ARG API_URL',
      'ARG KEY',
      'RUN make site',
      'FROM node:24-slim',
      'WORKDIR /app',
      'RUN chown 10001:10001 /app',
      'COPY --from=build --chown=10001:10001 /app ./',
      'ENV NODE_ENV=production HOME=/tmp HOST=0.0.0.0 PORT=3000',
      'USER 10001:10001',
      'EXPOSE 3000',
      'CMD ["node", "dist/main.js"]',
    ]);
  });

  it('gets secrets mounted, and never as an argument', async () => {
    const { dockerfile } = await built({ 'requirements.txt': 'flask', 'app.py': 'app = Flask(__name__)' }, ['KEY']);
    expect(dockerfile).not.toContain('ARG KEY');
    expect(dockerfile.slice(dockerfile.indexOf('USER 10001'))).toBe(`USER 10001:10001
# Changes with the secrets of the build, so that the steps below see their new values.
ARG MINIPAAS_SECRETS
# Compiled into the result: taken from the project’s variables of these names.
ARG API_URL
# build.command of minipaas.json.
RUN --mount=type=secret,id=KEY,uid=10001 \\
  export KEY="$(cat /run/secrets/KEY)" && \\
  make site
EXPOSE 3000
# exec: the program takes the place of the shell and gets the signals.
CMD ["sh", "-c", "exec gunicorn app:app"]
`);
  });

  it('leaves the program of Go where it is looked for', async () => {
    const found = await built({ 'go.mod': 'module shop\n\ngo 1.22\n', 'main.go': 'package main\nfunc main() {}\n' });
    expect(found.buildCommand).toBe('make site');
    expect(found.dockerfile).not.toContain('go build');
    expect(instructions(found).slice(4, 9)).toEqual([
      'COPY . .',
      'ENV CGO_ENABLED=0',
      'ARG API_URL',
      'ARG KEY',
      'RUN make site',
    ]);
    expect(found.dockerfile).toContain('RUN test -x /out/app ||');
  });

  it('changes the files of a static site before they are served', async () => {
    const found = await built({ 'public/index.html': '' });
    expect(instructions(found).slice(0, 9)).toEqual([
      'FROM busybox:stable AS build',
      'USER 0',
      'WORKDIR /site',
      'COPY . .',
      'ARG API_URL',
      'ARG KEY',
      'RUN make site',
      'FROM busybox:stable',
      'COPY --from=build --chown=10001:10001 /site/public /srv',
    ]);
  });

  it('is not run beside a Dockerfile of the repository, which is said', async () => {
    const found = await built({ Dockerfile: 'FROM a\n' });
    expect(found.dockerfile).toBe('FROM a\n');
    expect(found.notes).toContain('build.command of minipaas.json is not run: Dockerfile says how it is built.');
  });
});
