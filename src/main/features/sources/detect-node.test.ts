import { describe, expect, it } from 'vitest';
import { buildDefaults, detect, type Files, instructions, nodeProject } from '../../../../tests/support/detecting.ts';
import type { Detection } from '../../../contract/sources.ts';

describe('Node.js', () => {
  it('needs no stage of its own to copy files', async () => {
    const found = await detect(nodeProject({ main: 'index.js' }, { 'index.js': 'x.listen(4000)' }), {
      baseImages: { ...buildDefaults.baseImages, node: 'node:local' },
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
      baseImages: { ...buildDefaults.baseImages, node: 'node:local' },
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
