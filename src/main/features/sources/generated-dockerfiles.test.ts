import { describe, expect, it } from 'vitest';
import { buildDefaults, detect, nodeProject } from '../../../../tests/support/detecting.ts';

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
    const found = await detect(vite, { baseImages: { ...buildDefaults.baseImages, static: image } });
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
