import { describe, expect, it } from 'vitest';
import { detect, nodeProject } from '../../../../tests/support/detecting.ts';
import { parseDockerfile } from './parse-dockerfile.ts';

describe('secrets of the build in generated Dockerfiles', () => {
  it('are mounted by the steps of Node.js that run what the project brings, and are no arguments', async () => {
    const { dockerfile } = await detect(
      nodeProject(
        { scripts: { build: 'vite build' }, devDependencies: { vite: '6' } },
        {
          'package-lock.json': '{}',
          'index.html': '',
          'src/main.ts': 'import.meta.env.VITE_KEY + import.meta.env.VITE_URL',
        },
      ),
      {},
      null,
      ['NPM_TOKEN', 'VITE_KEY'],
    );
    const build = dockerfile.split('# The result')[0] ?? '';
    expect(build).toBe(`# Made by miniPaaS for Vite (static build) with npm.
# To change it, copy it into the project as "Dockerfile", or into the project’s settings.
FROM node:24-slim AS build
WORKDIR /app
# Changes with the secrets of the build, so that the steps below see their new values.
ARG MINIPAAS_SECRETS
# First the files that name the packages: until they change, the installed packages come from the cache.
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=NPM_TOKEN --mount=type=secret,id=VITE_KEY \\
  export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && \\
  export VITE_KEY="$(cat /run/secrets/VITE_KEY)" && \\
  npm ci
COPY . .
# Compiled into the result: taken from the project’s variables of these names.
ARG VITE_URL
RUN --mount=type=secret,id=NPM_TOKEN --mount=type=secret,id=VITE_KEY \\
  export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && \\
  export VITE_KEY="$(cat /run/secrets/VITE_KEY)" && \\
  npm run build

`);
  });

  it('are mounted for Python and Go', async () => {
    const python = await detect(
      {
        'requirements.txt': 'Django\n',
        'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')",
        'shop/wsgi.py': '',
        'shop/settings.py': 'STATIC_ROOT = "static"',
      },
      {},
      null,
      ['KEY'],
    );
    const go = await detect(
      { 'go.mod': 'module example.com/shop\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' },
      {},
      null,
      ['KEY'],
    );
    for (const { dockerfile } of [python, go]) {
      expect(parseDockerfile(dockerfile)).toMatchObject({ secretMounts: ['KEY'], needsBuildKit: true });
    }
    // A step that is not root's can read only what is its own.
    expect(python.dockerfile).toContain('--mount=type=secret,id=KEY,uid=10001');
    expect(go.dockerfile).toMatch(/cat \/run\/secrets\/KEY\)" && \\\n {2}go mod download/);
  });
});

describe('the secrets that a Dockerfile mounts', () => {
  it('are found by id, or by the last part of their place', () => {
    const text = `FROM a
RUN --network=none --mount=type=secret,id=A --mount=type=cache,id=no \\
  --mount=target=/etc/B,type=secret echo --mount=type=secret,id=not-a-flag
RUN --mount=id=A,type=secret true
`;
    expect(parseDockerfile(text).secretMounts).toEqual(['A', 'B']);
  });
});
