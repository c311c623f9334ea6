// Debian's docker-registry in an image, as registry:2 has it: a server that reads its settings from variables.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = '/usr/bin/docker-registry';
const configuration = {
  version: 0.1,
  storage: { filesystem: { rootdirectory: '/var/lib/registry' } },
  http: { addr: ':5000' },
};

/** Made on the engine of this machine; whoever asked for it removes it. */
export async function makeRegistryImage(name: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'minipaas-registry-image-'));
  const archive = join(directory, 'root.tar');
  try {
    const { stdout } = await run('ldd', [program]);
    const libraries = [...stdout.matchAll(/(\/\S+)/g)].map(([, path]) => path ?? '');
    mkdirSync(join(directory, 'etc'));
    writeFileSync(join(directory, 'etc', 'registry.yml'), JSON.stringify(configuration));
    await run('tar', ['-chf', archive, '-C', '/', ...[program, ...libraries].map((file) => file.slice(1))]);
    await run('tar', ['-rf', archive, '-C', directory, 'etc/registry.yml']);
    const change = `CMD ["${program}", "serve", "/etc/registry.yml"]`;
    await run('docker', ['import', '--change', change, archive, name]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
