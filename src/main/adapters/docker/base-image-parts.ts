// What a small Linux image is made of, found on this machine: programs, the libraries they load, a shell, some users.
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Paths in the image are absolute. */
export type ImagePart =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number; readonly owner: number }
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  /** A file of this machine, links followed. */
  | { readonly kind: 'copy'; readonly path: string; readonly source: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const run = promisify(execFile);

/** The user under which applications run; the number is what the images of other tools use for the same. */
export const APP_USER = { name: 'app', id: 10_001 };
/** As in the official images of Node.js. */
const NODE_USER = { name: 'node', id: 1_000 };

export function systemParts(): readonly ImagePart[] {
  const users = [APP_USER, NODE_USER];
  const passwd = users.map(({ name, id }) => `${name}:x:${id}:${id}:${name}:/home/${name}:/bin/sh\n`).join('');
  const group = users.map(({ name, id }) => `${name}:x:${id}:\n`).join('');
  const directory = (path: string, mode = 0o755, owner = 0): ImagePart => ({ kind: 'directory', path, mode, owner });
  return [
    ...[
      '/bin',
      '/dev',
      '/etc',
      '/home',
      '/proc',
      '/root',
      '/run',
      '/sbin',
      '/sys',
      '/usr',
      '/usr/bin',
      '/usr/local',
      '/usr/local/bin',
      '/usr/sbin',
      '/var',
      '/var/run',
    ].map((path) => directory(path)),
    directory('/tmp', 0o1777),
    ...users.map(({ name, id }) => directory(`/home/${name}`, 0o755, id)),
    directory('/app', 0o755, APP_USER.id),
    {
      kind: 'text',
      path: '/etc/passwd',
      text: `root:x:0:0:root:/root:/bin/sh\n${passwd}nobody:x:65534:65534:nobody:/:/bin/false\n`,
    },
    { kind: 'text', path: '/etc/group', text: `root:x:0:\n${group}nogroup:x:65534:\n` },
    { kind: 'text', path: '/etc/nsswitch.conf', text: 'hosts: files dns\n' },
  ];
}

/** Null where the machine has none. */
export async function busyboxParts(signal: AbortSignal): Promise<readonly ImagePart[] | null> {
  const source = await findProgram('busybox');
  if (source === null) {
    return null;
  }
  const { stdout } = await run(source, ['--list'], { signal });
  const applets = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox' && !name.includes('/'));
  return [
    ...(await programParts(source, '/bin/busybox', signal)),
    // Links to look up by name, instead of one program that would have to make them.
    ...applets.map((name): ImagePart => ({ kind: 'link', path: `/bin/${name}`, target: 'busybox' })),
  ];
}

/** A shell and what scripts use most, from this machine. */
export async function shellParts(signal: AbortSignal): Promise<readonly ImagePart[]> {
  const found = await Promise.all(
    ['sh', ...commonTools].map(async (name) => ({ name, source: await findProgram(name) })),
  );
  const parts = await Promise.all(
    found.map(({ name, source }) =>
      source === null ? Promise.resolve([]) : programParts(source, `/bin/${name}`, signal),
    ),
  );
  return parts.flat();
}

const commonTools =
  'cat chmod chown cp date echo env false grep head id ln ls mkdir mv printf pwd rm sed sleep sort tail test touch true uname wc'.split(
    ' ',
  );

/** The program and the shared libraries it names; a static program needs none. */
export async function programParts(source: string, path: string, signal: AbortSignal): Promise<readonly ImagePart[]> {
  const libraries = await librariesOf(source, signal);
  const libc = libraries.find((library) => library.endsWith('/libc.so.6'));
  const loadedLater = libc === undefined ? [] : await nameServiceLibraries(dirname(libc));
  return [
    { kind: 'copy', path, source },
    ...[...libraries, ...loadedLater].map((library): ImagePart => ({ kind: 'copy', path: library, source: library })),
  ];
}

async function librariesOf(program: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const { stdout } = await run('ldd', [program], { signal });
    return parseLdd(stdout);
  } catch (error) {
    signal.throwIfAborted();
    // glibc's ldd and musl's both fail with a code for a static program; a missing ldd has none.
    if (typeof (error as { code?: unknown }).code === 'number') {
      return [];
    }
    throw error;
  }
}

/** `name => /path (0x…)` and `/path (0x…)`. */
export function parseLdd(output: string): readonly string[] {
  const paths = output.split('\n').map((line) => /(?:=>\s*|^\s*)(\/\S+)/.exec(line)?.[1]);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** glibc loads these by name when a host name is looked up: ldd does not know of them. */
async function nameServiceLibraries(directory: string): Promise<readonly string[]> {
  const paths = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'].map((name) => join(directory, name));
  const found = await Promise.all(paths.map((path) => isUsable(path, constants.R_OK)));
  return paths.filter((_path, index) => found[index]);
}

export async function findProgram(name: string): Promise<string | null> {
  const paths = ['/bin', '/usr/bin', '/usr/local/bin'].map((directory) => join(directory, name));
  const found = await Promise.all(paths.map((path) => isUsable(path, constants.X_OK)));
  return paths.find((_path, index) => found[index]) ?? null;
}

async function isUsable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
