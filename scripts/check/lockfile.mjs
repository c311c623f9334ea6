// `npm ci` refuses a lockfile that leaves out an optional package, also one of another platform. npm leaves them out when
// the registry in use does not hold them (a mirror, a proxy with a filter), and says nothing. This finds and adds them.

/**
 * @typedef {{ version?: string, os?: string[], cpu?: string[], libc?: string[], dev?: boolean, optional?: boolean,
 *   devOptional?: boolean, integrity?: string, optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lockfile
 * @typedef {{ requiredBy: string, name: string, version: string }} MissingPackage
 */

const OPERATING_SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const C_LIBRARIES = { gnu: 'glibc', glibc: 'glibc', musl: 'musl', gnueabihf: 'glibc', musleabihf: 'musl' };

/**
 * Node's resolution: the package's own node_modules, then those of the folders above it.
 * @param {Lockfile} lock @param {string} from @param {string} name
 */
export function resolveInLock(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

/** @param {Lockfile} lock @returns {MissingPackage[]} */
export function missingOptionalPackages(lock) {
  return Object.entries(lock.packages).flatMap(([requiredBy, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => resolveInLock(lock, requiredBy, name) === undefined)
      .map(([name, version]) => ({ requiredBy, name, version })),
  );
}

/**
 * What `name-darwin-arm64` says of itself. Without it npm would try to fetch the package on every machine.
 * @param {string} name @returns {{ os: string[], cpu: string[], libc?: string[] } | undefined}
 */
export function platformOf(name) {
  const words = name.split(/[/\-_.]/);
  const os = OPERATING_SYSTEMS.find((word) => words.includes(word));
  const cpu = PROCESSORS.find((word) => words.includes(word));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = Object.entries(C_LIBRARIES).find(([word]) => words.includes(word))?.[1];
  return { cpu: [cpu], os: [os], ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}) };
}

/**
 * Adds what is missing, without a checksum: the registry in use has none to give.
 * @param {Lockfile} lock @returns {{ lock: Lockfile, added: MissingPackage[], unknown: MissingPackage[] }}
 */
export function completeLockfile(lock) {
  const packages = { ...lock.packages };
  const added = [];
  const unknown = [];
  for (const missing of missingOptionalPackages(lock)) {
    const platform = platformOf(missing.name);
    if (platform === undefined || !/^\d+\.\d+\.\d+/.test(missing.version)) {
      unknown.push(missing);
      continue;
    }
    const isDev = lock.packages[missing.requiredBy]?.dev === true;
    // In npm's own order of keys, so that npm leaves the lines as they are.
    packages[`node_modules/${missing.name}`] = {
      version: missing.version,
      cpu: platform.cpu,
      ...(isDev ? { dev: true } : {}),
      ...(platform.libc === undefined ? {} : { libc: platform.libc }),
      optional: true,
      os: platform.os,
    };
    added.push(missing);
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added, unknown };
}
