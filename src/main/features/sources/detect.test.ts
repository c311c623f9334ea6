import { describe, expect, it } from 'vitest';
import { detect, nodeProject } from '../../../../tests/support/detecting.ts';

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
