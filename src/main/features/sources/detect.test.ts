import { describe, expect, it } from 'vitest';
import { memoryTree } from '../../../../tests/support/memory-tree.ts';
import type { Detection } from '../../../contract/sources.ts';
import { detectSource } from './detect.ts';
import type { BuildDefaults } from './found-project.ts';

const defaults: BuildDefaults = {
  defaultPort: 3000,
  registryMirror: null,
  baseImages: {
    node: 'node:{version}-slim',
    python: 'python:{version}-slim',
    go: 'golang:{version}',
    static: 'busybox:stable',
    goRuntime: 'gcr.io/distroless/static-debian12',
  },
};

type Files = Readonly<Record<string, string>>;

async function detect(
  files: Files,
  change: Partial<BuildDefaults> = {},
  dockerfilePath: string | null = null,
): Promise<Detection> {
  return (await detectSource(memoryTree(files), { defaults: { ...defaults, ...change }, dockerfilePath })).detection;
}

const nodeProject = (manifest: unknown, files: Files = {}): Files => ({
  'package.json': JSON.stringify(manifest),
  ...files,
});
/** Instructions without comments, for what a test is not about the wording of. */
const instructions = ({ dockerfile }: Detection) =>
  dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('generated Dockerfiles', () => {
  it('of a Node.js server with a build', async () => {
    const found = await detect(
      nodeProject(
        {
          engines: { node: '^20.9' },
          scripts: { build: 'tsc', start: 'node dist/index.js' },
          dependencies: { express: '^5' },
          devDependencies: { typescript: '^5' },
        },
        { 'package-lock.json': '{}', 'src/index.ts': '\napp.listen(Number(process.env.PORT ?? 3001));' },
      ),
    );
    expect(found).toMatchObject({
      kind: 'node',
      framework: 'Express',
      packageManager: 'npm',
      runtimeVersion: '20',
      installCommand: 'npm ci',
      buildCommand: 'npm run build',
      startCommand: 'node dist/index.js',
      port: 3001,
      portReason: 'src/index.ts, line 2 reads PORT and falls back to 3001.',
      isDockerfileGenerated: true,
      notes: [],
    });
    expect(found.dockerfile).toBe(`# Made by miniPaaS for Express with npm.
# To change it, copy it into the project as "Dockerfile", or into the project’s settings.
FROM node:20-slim AS build
WORKDIR /app
# First the files that name the packages: until they change, the installed packages come from the cache.
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
# What only the build needed stays behind.
RUN npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
# The program may write below its own directory, and is not root.
RUN chown 10001:10001 /app
COPY --from=build --chown=10001:10001 /app ./
ENV NODE_ENV=production HOME=/tmp HOST=0.0.0.0 PORT=3001
USER 10001:10001
EXPOSE 3001
CMD ["node", "dist/index.js"]
`);
  });

  const vite = nodeProject(
    { scripts: { dev: 'vite', build: 'vite build' }, devDependencies: { vite: '6' } },
    { 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n", 'index.html': '', 'src/main.ts': 'import.meta.env.VITE_API_URL' },
  );

  it('of a single page, served by busybox', async () => {
    const found = await detect(vite);
    expect(found).toMatchObject({
      framework: 'Vite (static build)',
      packageManager: 'pnpm',
      port: 8080,
      startCommand: null,
    });
    expect(found.dockerfile).toBe(`# Made by miniPaaS for Vite (static build) with pnpm.
# To change it, copy it into the project as "Dockerfile", or into the project’s settings.
FROM node:24-slim AS build
WORKDIR /app
RUN npm install --global pnpm@10
# First the files that name the packages: until they change, the installed packages come from the cache.
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile
COPY . .
# Compiled into the result: taken from the project’s variables of these names.
ARG VITE_API_URL
RUN pnpm run build

# The result is served as files; Node.js is not part of it.
FROM busybox:stable
COPY --from=build --chown=10001:10001 /app/dist /srv
# Unknown paths answer with the first page, whose script knows them (with status 404: this server knows no other way).
RUN printf '%s\\n' \\
  'E404:/srv/index.html' \\
  '.mjs:text/javascript' \\
  '.json:application/json' \\
  '.map:application/json' \\
  '.wasm:application/wasm' \\
  '.webmanifest:application/manifest+json' \\
  '.woff:font/woff' \\
  '.woff2:font/woff2' \\
  '.webp:image/webp' \\
  '.avif:image/avif' \\
  '.ico:image/x-icon' \\
  '.xml:application/xml' \\
  '.pdf:application/pdf' \\
  '.mp4:video/mp4' \\
  '.webm:video/webm' \\
  > /etc/httpd.conf
ENV PORT=8080
EXPOSE 8080
USER 10001:10001
# On SIGTERM no new connection is taken; what is being sent is sent to its end.
CMD ["sh", "-c", "httpd -f -c /etc/httpd.conf -p \\"$PORT\\" -h /srv & server=$!; trap \\"kill $server; while pidof httpd >/dev/null; do sleep 1; done; exit 0\\" TERM INT; wait $server"]
`);
  });

  it('of a single page, served by nginx', async () => {
    const image = 'nginxinc/nginx-unprivileged:stable-alpine';
    const found = await detect(vite, { baseImages: { ...defaults.baseImages, static: image } });
    expect(found.dockerfile.split('part of it.\n')[1]).toBe(`FROM ${image}
USER 0
COPY --from=build /app/dist /usr/share/nginx/html
# The image puts PORT in when it starts.
RUN mkdir -p /etc/nginx/templates && rm -f /etc/nginx/conf.d/default.conf && printf '%s\\n' \\
  'server {' \\
  '  listen \${PORT};' \\
  '  root /usr/share/nginx/html;' \\
  '  location / { try_files $uri $uri.html $uri/index.html /index.html; }' \\
  '  gzip on;' \\
  '  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;' \\
  '}' \\
  > /etc/nginx/templates/default.conf.template
# The user nginx of the image.
USER 101
ENV PORT=8080
EXPOSE 8080
`);
  });

  it('of Flask with pip', async () => {
    const found = await detect({
      'requirements.txt': 'Flask>=3\n',
      'app.py': 'from flask import Flask\napp = Flask(__name__)\n',
    });
    expect(found).toMatchObject({
      kind: 'python',
      framework: 'Flask',
      packageManager: 'pip',
      runtimeVersion: '3.13',
      port: 3000,
    });
    expect(found.dockerfile).toBe(`# Made by miniPaaS for Flask with pip.
# To change it, copy it into the project as "Dockerfile", or into the project’s settings.
FROM python:3.13-slim AS build
# The packages go into an environment of their own, which is all that is taken over.
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
# The project names no server for production.
RUN pip install --no-cache-dir "gunicorn>=23,<26"

FROM python:3.13-slim
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp PORT=3000
WORKDIR /app
# The program may write below its own directory, and is not root.
RUN chown 10001:10001 /app
COPY --chown=10001:10001 . ./
USER 10001:10001
EXPOSE 3000
# exec: the program takes the place of the shell and gets the signals.
CMD ["sh", "-c", "exec gunicorn app:app"]
`);
  });

  it('of Go', async () => {
    const found = await detect({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.10.0\n',
      'go.sum': '',
      'cmd/shop/main.go': 'package main\n\nfunc main() {\n\tr.Run(":8081")\n}\n',
      'cmd/tool/main.go': 'package main\n\nfunc main() {}\n',
      'templates/page.html': '',
    });
    expect(found).toMatchObject({
      kind: 'go',
      framework: 'Gin',
      runtimeVersion: '1.24',
      port: 8081,
      portReason: 'cmd/shop/main.go, line 4 names 8081.',
      notes: ['Several programs were found (./cmd/shop, ./cmd/tool); ./cmd/shop is built.'],
    });
    expect(found.dockerfile).toBe(`# Made by miniPaaS for Go.
# To change it, copy it into the project as "Dockerfile", or into the project’s settings.
FROM golang:1.24 AS build
WORKDIR /src
# First what names the modules: until it changes, they come from the cache.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Without C libraries, so that it runs on any image.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/app ./cmd/shop

FROM gcr.io/distroless/static-debian12
# For calls to https addresses.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
WORKDIR /app
COPY --from=build --chown=10001:10001 /src/templates ./templates
COPY --from=build /out/app /usr/local/bin/app
ENV PORT=8081
USER 10001:10001
EXPOSE 8081
CMD ["/usr/local/bin/app"]
`);
  });
});

describe('Node.js', () => {
  it('needs no stage of its own to copy files', async () => {
    const found = await detect(nodeProject({ main: 'index.js' }, { 'index.js': 'x.listen(4000)' }), {
      baseImages: { ...defaults.baseImages, node: 'node:local' },
    });
    expect(instructions(found)).toEqual([
      'FROM node:local',
      'WORKDIR /app',
      'RUN chown 10001:10001 /app',
      'COPY --chown=10001:10001 . ./',
      'ENV NODE_ENV=production HOME=/tmp HOST=0.0.0.0 PORT=4000',
      'USER 10001:10001',
      'EXPOSE 4000',
      'CMD ["node", "index.js"]',
    ]);
  });

  const koa = { dependencies: { koa: '3' }, scripts: { start: 'node server.js' } };

  it.each<[string, Files, unknown, readonly string[]]>([
    ['npm', { 'package-lock.json': '{}' }, {}, ['RUN npm ci', 'RUN npm prune --omit=dev']],
    ['npm', {}, {}, ['RUN npm install', 'RUN npm prune --omit=dev']],
    [
      'pnpm',
      { 'pnpm-lock.yaml': 'lockfileVersion: 5.4' },
      {},
      ['RUN npm install --global pnpm@7', 'RUN pnpm install --frozen-lockfile', 'RUN CI=true pnpm prune --prod'],
    ],
    [
      'pnpm',
      { 'pnpm-lock.yaml': '' },
      { packageManager: 'pnpm@9.1.0+sha512.x' },
      ['RUN npm install --global pnpm@9.1.0'],
    ],
    [
      'yarn',
      { 'yarn.lock': '# yarn lockfile v1\n' },
      {},
      ['RUN command -v yarn || npm install --global yarn@1', 'RUN yarn install --frozen-lockfile'],
    ],
    [
      'yarn',
      { 'yarn.lock': '__metadata:\n' },
      {},
      [
        'RUN npm install --global --force @yarnpkg/cli-dist@4',
        'RUN yarn install --immutable',
        'CMD ["yarn", "node", "server.js"]',
      ],
    ],
    [
      'yarn',
      { 'yarn.lock': '__metadata:\n', '.yarnrc.yml': 'nodeLinker: node-modules\n' },
      {},
      ['COPY package.json yarn.lock .yarnrc.yml ./', 'CMD ["node", "server.js"]'],
    ],
    ['bun', { 'bun.lock': '' }, {}, ['RUN npm install --global bun@1', 'RUN bun install --frozen-lockfile']],
  ])('installs with %s %j', async (manager, files, change, expected) => {
    const found = await detect(nodeProject({ ...koa, ...(change as object) }, files));
    expect(found.packageManager).toBe(manager);
    for (const line of expected) expect(instructions(found)).toContain(line);
  });

  it('copies everything first where the installation reads the source', async () => {
    for (const change of [
      { workspaces: ['packages/*'] },
      { scripts: { ...koa.scripts, postinstall: 'node build.js' } },
      { dependencies: { koa: '3', own: 'file:./own' } },
    ]) {
      const lines = instructions(await detect(nodeProject({ ...koa, ...change }, { 'package-lock.json': '' })));
      expect(lines.indexOf('COPY . .')).toBeLessThan(lines.indexOf('RUN npm ci'));
    }
    const hooks = { ...koa, scripts: { ...koa.scripts, prepare: 'husky' }, devDependencies: { husky: '9' } };
    const lines = instructions(await detect(nodeProject(hooks, { 'package-lock.json': '' })));
    expect(lines.indexOf('COPY . .')).toBeGreaterThan(lines.indexOf('RUN npm ci'));
    expect(lines).toContain('ENV HUSKY=0');
  });

  it.each<[unknown, Files, Partial<Detection>, string]>([
    [
      { dependencies: { next: '15' }, scripts: { build: 'next build', start: 'next start' } },
      {},
      { framework: 'Next.js', port: 3000 },
      'CMD ["next", "start"]',
    ],
    [
      { dependencies: { next: '15' }, scripts: { start: 'next start -p 4000' } },
      {},
      { port: 4000 },
      'CMD ["next", "start", "-p", "4000"]',
    ],
    [
      { dependencies: { next: '15' }, scripts: { build: 'next build' } },
      { 'next.config.js': 'output: "export"' },
      { framework: 'Next.js (static export)', port: 8080 },
      'COPY --from=build --chown=10001:10001 /app/out /srv',
    ],
    [
      { dependencies: { next: '15' } },
      { 'next.config.ts': "output: 'standalone'" },
      {},
      'COPY --from=build --chown=10001:10001 /app/.next/standalone ./',
    ],
    [
      { dependencies: { nuxt: '4' }, scripts: { build: 'nuxt build' } },
      {},
      { framework: 'Nuxt' },
      'CMD ["node", "server/index.mjs"]',
    ],
    [
      { dependencies: { nuxt: '4' }, scripts: { build: 'nuxt generate' } },
      {},
      { framework: 'Nuxt (static)' },
      'COPY --from=build --chown=10001:10001 /app/.output/public /srv',
    ],
    [
      { dependencies: { '@remix-run/serve': '2' }, scripts: { start: 'remix-serve ./build/index.js' } },
      {},
      { framework: 'Remix' },
      'CMD ["remix-serve", "./build/index.js"]',
    ],
    [
      { devDependencies: { '@react-router/dev': '7' }, dependencies: { '@react-router/serve': '7' } },
      {},
      { framework: 'React Router' },
      'CMD ["react-router-serve", "./build/server/index.js"]',
    ],
    [
      { devDependencies: { '@sveltejs/kit': '2', '@sveltejs/adapter-node': '5' } },
      {},
      {
        framework: 'SvelteKit',
        notes: ['There is no lockfile: the installed versions may change from build to build.'],
      },
      'CMD ["node", "build"]',
    ],
    [
      { devDependencies: { '@sveltejs/kit': '2', '@sveltejs/adapter-static': '3' } },
      {},
      { framework: 'SvelteKit (static)' },
      'COPY --from=build --chown=10001:10001 /app/build /srv',
    ],
    [
      { dependencies: { astro: '5' } },
      {},
      { framework: 'Astro (static)' },
      'COPY --from=build --chown=10001:10001 /app/dist /srv',
    ],
    [
      { dependencies: { astro: '5', '@astrojs/node': '9' } },
      {},
      { framework: 'Astro' },
      'CMD ["node", "./dist/server/entry.mjs"]',
    ],
    [
      { dependencies: { '@nestjs/core': '11' }, scripts: { start: 'nest start', 'start:prod': 'node dist/main' } },
      { 'src/main.ts': 'app.listen(process.env.PORT ?? 3100)' },
      { framework: 'NestJS', port: 3100 },
      'CMD ["node", "dist/main"]',
    ],
    [
      {
        dependencies: { 'react-scripts': '5' },
        scripts: { start: 'react-scripts start', build: 'react-scripts build' },
      },
      {},
      { framework: 'Create React App' },
      'COPY --from=build --chown=10001:10001 /app/build /srv',
    ],
    [
      { devDependencies: { '@vue/cli-service': '5' }, scripts: { serve: 'vue-cli-service serve', build: 'x' } },
      {},
      { framework: 'Vue CLI' },
      'COPY --from=build --chown=10001:10001 /app/dist /srv',
    ],
    [
      { dependencies: { '@angular/core': '19' }, scripts: { start: 'ng serve', build: 'ng build' } },
      { 'angular.json': '{"projects":{"shop":{"architect":{"build":{"builder":"@angular/build:application"}}}}}' },
      { framework: 'Angular' },
      'COPY --from=build --chown=10001:10001 /app/dist/shop/browser /srv',
    ],
    [
      { devDependencies: { vite: '6' }, scripts: { build: 'vite build' } },
      { 'vite.config.ts': 'build: { outDir: "./public_html" }' },
      {},
      'COPY --from=build --chown=10001:10001 /app/public_html /srv',
    ],
    [
      {
        devDependencies: { vite: '6' },
        dependencies: { express: '5' },
        scripts: { build: 'vite build', start: 'node server.js' },
      },
      {},
      { framework: 'Express' },
      'CMD ["node", "server.js"]',
    ],
    [
      { devDependencies: { vitepress: '1' }, scripts: { 'docs:build': 'vitepress build docs' } },
      {},
      { framework: 'VitePress', buildCommand: 'npm run docs:build' },
      'COPY --from=build --chown=10001:10001 /app/docs/.vitepress/dist /srv',
    ],
    [
      { dependencies: { fastify: '5' }, devDependencies: { tsx: '4' }, scripts: { start: 'tsx src/index.ts' } },
      { 'src/index.ts': 'app.listen({ port: 3333 })' },
      { framework: 'Fastify', port: 3333 },
      'CMD ["tsx", "src/index.ts"]',
    ],
    [
      { dependencies: { hono: '4' }, scripts: { start: 'cross-env MODE_X=a node --env-file=.env app.js' } },
      {},
      { framework: 'Hono' },
      'CMD ["node", "app.js"]',
    ],
    [
      { dependencies: { ws: '8' }, scripts: { start: 'npm run serve', serve: 'nodemon app.js' } },
      {},
      { startCommand: 'nodemon app.js' },
      'CMD ["node", "app.js"]',
    ],
    [
      { dependencies: { ws: '8' }, scripts: { start: 'node migrate.js && node app.js' } },
      {},
      {},
      'CMD ["npm", "run", "start"]',
    ],
    [
      { dependencies: { ws: '8' }, scripts: { prestart: 'node a', start: 'node app.js' } },
      {},
      {},
      'CMD ["npm", "run", "start"]',
    ],
    [
      { dependencies: { ws: '8' } },
      { Procfile: 'worker: x\nweb: node web.js --port $PORT\n' },
      {},
      'CMD ["sh", "-c", "exec node web.js --port $PORT"]',
    ],
    [
      { dependencies: { prisma: '6', '@prisma/client': '6' }, scripts: { start: 'node a.js' } },
      { 'prisma/schema.prisma': 'x' },
      {},
      'RUN ./node_modules/.bin/prisma generate',
    ],
  ])('%j', async (manifest, files, expected, line) => {
    const found = await detect(nodeProject(manifest, files));
    expect(found).toMatchObject(expected);
    expect(instructions(found)).toContain(line);
  });

  it('keeps packages for development where the program is one of them', async () => {
    const manifest = { dependencies: { fastify: '5' }, devDependencies: { tsx: '4' } };
    for (const start of ['tsx a.ts', 'node --import tsx a.ts', 'node a.js | tee log']) {
      const found = await detect(nodeProject({ ...manifest, scripts: { start } }));
      expect(found.dockerfile).not.toContain('prune');
    }
    expect((await detect(nodeProject({ ...manifest, scripts: { start: 'node a.js' } }))).dockerfile).toContain('prune');
  });

  it.each([
    ['.nvmrc', 'lts/iron', '20'],
    ['.nvmrc', 'v22.3.0\n', '22'],
    ['.node-version', '18', '18'],
  ])('takes its version from %s', async (file, text, version) => {
    const found = await detect(nodeProject(koa, { [file]: text }));
    expect(found.runtimeVersion).toBe(version);
    expect(found.dockerfile).toContain(`FROM node:${version}-slim`);
  });

  it('says when the image cannot follow the wanted version', async () => {
    const found = await detect(nodeProject({ ...koa, engines: { node: '18' } }), {
      baseImages: { ...defaults.baseImages, node: 'node:local' },
    });
    expect(found.notes.join(' ')).toContain('asks for Node.js 18');
  });

  it('says which part of package.json is broken', async () => {
    await expect(detect({ 'package.json': '{ "name": ' })).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(detect({ 'package.json': '[]' })).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    const odd = { scripts: ['x'], dependencies: 'y', main: 3, engines: null };
    expect((await detect(nodeProject(odd, { 'server.js': '' }))).startCommand).toBe('node server.js');
  });
});

describe('Python', () => {
  it.each<[string, Files, Partial<Detection>, string]>([
    [
      'FastAPI with uv',
      {
        'pyproject.toml': '[project]\nrequires-python=">=3.11,<3.13"\ndependencies=["fastapi"]',
        'uv.lock': '',
        'src/main.py': 'api = FastAPI()',
      },
      { framework: 'FastAPI', packageManager: 'uv', runtimeVersion: '3.12' },
      'CMD ["sh", "-c", "exec uvicorn main:api --app-dir src --host 0.0.0.0 --port \\"$PORT\\""]',
    ],
    [
      'FastAPI with its server',
      { 'requirements.txt': 'fastapi\nuvicorn[standard]\n', 'app/main.py': 'app: FastAPI = FastAPI()' },
      {},
      'RUN pip install --no-cache-dir -r requirements.txt',
    ],
    [
      'Django',
      {
        'requirements.txt': 'Django\ngunicorn\nwhitenoise',
        'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')",
        'site1/settings.py': 'STATIC_ROOT = "x"',
        'site1/wsgi.py': '',
      },
      { framework: 'Django' },
      'CMD ["sh", "-c", "exec gunicorn site1.wsgi:application"]',
    ],
    [
      'Django beside package.json',
      { 'manage.py': '', 'package.json': '{"scripts":{"build":"tailwind"}}' },
      { framework: 'Django', kind: 'python' },
      'CMD ["sh", "-c", "exec gunicorn config.wsgi:application"]',
    ],
    [
      'a Flask factory',
      { 'requirements.txt': 'flask', 'shop/__init__.py': 'def create_app(config=None):' },
      { framework: 'Flask' },
      `CMD ["sh", "-c", "exec gunicorn 'shop:create_app()'"]`,
    ],
    [
      'Streamlit',
      { 'requirements.txt': 'streamlit==1.40', 'app.py': 'import streamlit' },
      { framework: 'Streamlit' },
      'CMD ["sh", "-c", "exec streamlit run app.py --server.port \\"$PORT\\" --server.address 0.0.0.0 --server.headless true --browser.gatherUsageStats false"]',
    ],
    [
      'poetry',
      {
        'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\nflask = "*"\ngunicorn = "*"',
        'poetry.lock': '',
        'app.py': 'app = Flask(__name__)',
      },
      { packageManager: 'poetry', runtimeVersion: '3.13' },
      'COPY pyproject.toml poetry.lock ./',
    ],
    [
      'pipenv',
      {
        Pipfile: '[packages]\nflask = "*"\n[requires]\npython_version = "3.11"',
        'Pipfile.lock': '{}',
        'app.py': 'app = Flask(__name__)',
      },
      { packageManager: 'pipenv', runtimeVersion: '3.11' },
      'COPY Pipfile Pipfile.lock ./',
    ],
    [
      'requirements in pyproject.toml',
      { 'pyproject.toml': '[project]\nname = "x"\ndependencies = []', 'main.py': 'run(port=5005)' },
      { framework: 'Python', port: 5005 },
      `RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project'].get('dependencies', []), sep='\\n')" > /tmp/requirements.txt && pip install --no-cache-dir -r /tmp/requirements.txt`,
    ],
    [
      'a package of its own',
      { 'pyproject.toml': '[project]\nname = "x"\n[build-system]\nrequires = ["hatchling"]', 'main.py': '' },
      {},
      'RUN pip install --no-cache-dir .',
    ],
    [
      'a Procfile',
      { 'requirements.txt': 'flask', Procfile: 'web: gunicorn -b 0.0.0.0:$PORT x:y' },
      { framework: 'Flask', port: 3000 },
      'CMD ["sh", "-c", "exec gunicorn -b 0.0.0.0:$PORT x:y"]',
    ],
    [
      'a lone file',
      { 'main.py': 'os.environ.get("PORT", 7000)' },
      { framework: 'Python', packageManager: null, port: 7000 },
      'CMD ["sh", "-c", "exec python main.py"]',
    ],
    [
      '.python-version',
      { 'requirements.txt': '', '.python-version': '3.11.4\n', 'app.py': '' },
      { runtimeVersion: '3.11' },
      'FROM python:3.11-slim',
    ],
  ])('%s', async (_, files, expected, line) => {
    const found = await detect(files);
    expect(found).toMatchObject({ kind: 'python', ...expected });
    expect(instructions(found)).toContain(line);
  });

  it('installs the missing server with the project’s own manager', async () => {
    const found = await detect({
      'pyproject.toml': '[project]\ndependencies=["fastapi"]',
      'uv.lock': '',
      'main.py': 'app = FastAPI()',
    });
    expect(found.dockerfile).toContain(
      'RUN VIRTUAL_ENV=/opt/venv uv pip install --no-cache "uvicorn[standard]>=0.30,<1"',
    );
  });

  it('names the line of broken TOML', async () => {
    await expect(detect({ 'pyproject.toml': '[project\n', 'main.py': '' })).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('line 1'),
    });
  });
});

describe('Go', () => {
  const main = 'package main\nfunc main() {}';
  it.each<[string, Files, string]>([
    ['the module itself', { 'main.go': main }, './out/app .'],
    ['any file of it', { 'server.go': main, 'cmd/x/main.go': main }, './out/app .'],
    ['the program of the module’s name', { 'cmd/a/main.go': main, 'cmd/shop/x.go': main }, './cmd/shop'],
    ['the server', { 'cmd/a/main.go': main, 'cmd/server/main.go': main }, './cmd/server'],
  ])('builds %s', async (_, files, expected) => {
    const found = await detect({ 'go.mod': 'module example.com/shop/v2\ngo 1.26\n', ...files });
    expect(found.dockerfile).toContain(`-o /out/app ${expected.replace('./out/app ', '')}\n`);
    expect(found.dockerfile).toContain('FROM golang:1.26');
  });

  it('uses vendored modules and local ones as they are', async () => {
    for (const files of [
      { 'vendor/modules.txt': '' },
      { 'go.mod': 'module x\ngo 1.22\nreplace example.com/y => ./y\n' },
    ]) {
      expect((await detect({ 'go.mod': 'module x\ngo 1.22\n', 'main.go': main, ...files })).dockerfile).not.toContain(
        'download',
      );
    }
  });
});

describe('other sources', () => {
  it('a Dockerfile is used as it is', async () => {
    const dockerfile = 'FROM nginx\nEXPOSE 80\n';
    const found = await detect({ Dockerfile: dockerfile, 'package.json': '{}' });
    expect(found).toMatchObject({
      kind: 'dockerfile',
      dockerfile,
      isDockerfileGenerated: false,
      port: 80,
      portReason: 'Dockerfile exposes 80.',
    });
    expect((await detect({ dockerfile: 'FROM x\nENV PORT=5\n' })).port).toBe(5);
    expect((await detect({ dockerfile: 'FROM x\n' })).port).toBeNull();
  });

  it('a Dockerfile that is named must be there', async () => {
    expect((await detect({ 'deploy/D': 'FROM x\nEXPOSE 1234', Dockerfile: 'FROM y' }, {}, 'deploy/D')).port).toBe(1234);
    await expect(detect({ Dockerfile: 'FROM y' }, {}, 'deploy/D')).rejects.toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
      field: 'dockerfilePath',
    });
  });

  it.each(['', 'public/', 'dist/', '_site/'])('a static site in "%s"', async (directory) => {
    const found = await detect({ [`${directory}index.html`]: '', 'README.md': '' });
    expect(found).toMatchObject({ kind: 'static', port: 8080 });
    expect(found.dockerfile).toContain(
      `COPY --chown=10001:10001 ${directory === '' ? '.' : directory.slice(0, -1)} /srv`,
    );
  });

  it('a site beside a package.json of tools is a site', async () => {
    expect((await detect(nodeProject({ devDependencies: { prettier: '3' } }, { 'index.html': '' }))).kind).toBe(
      'static',
    );
  });

  it('images come from the mirror unless they name a registry', async () => {
    const found = await detect(
      { 'go.mod': 'module x', 'main.go': 'package main\nfunc main() {}' },
      { registryMirror: 'mirror.example.com/hub/' },
    );
    expect(found.dockerfile).toContain('FROM mirror.example.com/hub/golang:1.24 AS build');
    expect(found.dockerfile).toContain('FROM gcr.io/distroless/static-debian12');
  });

  it('nothing that is known is said with what was found', async () => {
    await expect(detect({ 'README.md': '', 'src/x.rs': '' })).rejects.toMatchObject({
      code: 'NO_PROJECT_DETECTED',
      message: 'No kind of project was recognised. Found at the top: README.md, src/.',
    });
    await expect(detect({})).rejects.toMatchObject({ message: expect.stringContaining('nothing') });
  });

  it('tells the variables of any kind of project', async () => {
    expect((await detect({ Dockerfile: 'FROM x', 'a.js': 'process.env.API_URL' })).suggestions).toMatchObject([
      { key: 'API_URL' },
    ]);
  });
});
