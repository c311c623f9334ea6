// Real Git servers for tests, all serving one folder of bare repositories that goes with the server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitHttpOptions, type GitHttpServer, startGitHttpServer } from './git-http-server.ts';
import { createRepository, type RepositoryFiles, type TestRepository } from './git-repository.ts';
import { type GitSshServer, startGitSshServer } from './git-ssh-server.ts';

export interface GitServer {
  /** Work folder of the tests; removed on close. */
  readonly folder: string;
  /** A bare repository with one commit of these files; null: without any commit. */
  createRepository(name: string, files: RepositoryFiles | null): TestRepository;
  http(options?: Omit<GitHttpOptions, 'folder'>): Promise<GitHttpServer>;
  ssh(): Promise<GitSshServer>;
  close(): Promise<void>;
}

export function startGitServer(): GitServer {
  const folder = mkdtempSync(join(tmpdir(), 'minipaas-git-'));
  const repositories = join(folder, 'repositories');
  const servers: { close(): Promise<void> }[] = [];
  const keep = <S extends { close(): Promise<void> }>(server: S): S => {
    servers.push(server);
    return server;
  };
  return {
    folder,
    createRepository: (name, files) => createRepository(repositories, name, files),
    http: async (options = {}) => keep(await startGitHttpServer({ ...options, folder: repositories })),
    ssh: async () => keep(await startGitSshServer(join(folder, `sshd-${servers.length}`))),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
