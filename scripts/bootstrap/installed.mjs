// Are the installed packages those of the lockfile? Decided from npm's own record, so an `npm install` by hand counts.

/**
 * @typedef {string | readonly string[]} Names npm's form: names, or `!name` for all but that one
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean, os?: Names, cpu?: Names, libc?: Names }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lockfile
 * @typedef {{ os: string, cpu: string, libc?: string | undefined }} Platform
 */

/** @param {Names | undefined} allowed @param {string | undefined} own */
function fits(allowed, own) {
  if (allowed === undefined || own === undefined) return true;
  const names = typeof allowed === 'string' ? [allowed] : allowed;
  if (names.includes(`!${own}`)) return false;
  return names.includes(own) || names.every((name) => name.startsWith('!'));
}

/**
 * May the package be absent? One for another platform is; so is an optional one that could not be built here. But an
 * optional package made for this very platform, such as a prebuilt binary, has no reason to be absent.
 * @param {LockEntry} entry @param {Platform} platform
 */
function mayBeAbsent(entry, platform) {
  if (entry.optional !== true) return false;
  const isForThisPlatform =
    fits(entry.os, platform.os) && fits(entry.cpu, platform.cpu) && fits(entry.libc, platform.libc);
  const namesAPlatform = entry.os !== undefined && entry.cpu !== undefined;
  return !(isForThisPlatform && namesAPlatform);
}

/**
 * Packages beyond those of the lockfile do no harm.
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json, which npm writes when it is done
 * @param {Platform} platform
 */
export function isInstalled(wanted, installed, platform) {
  const present = installed.packages ?? {};
  const packages = Object.entries(wanted.packages ?? {}).filter(([path]) => path !== '');
  return (
    packages.length > 0 &&
    packages.every(([path, entry]) => {
      const found = present[path];
      if (found === undefined) return mayBeAbsent(entry, platform);
      return found.version === entry.version && (entry.integrity === undefined || found.integrity === entry.integrity);
    })
  );
}

const DEPENDENCY_FIELDS = /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies']);

/**
 * Does the lockfile belong to this package.json? If not, `npm ci` says what differs.
 * @param {Record<string, Record<string, unknown> | undefined>} manifest
 * @param {{ packages?: Record<string, object> }} lock
 */
export function isLockOf(manifest, lock) {
  const root = /** @type {typeof manifest} */ (lock.packages?.[''] ?? {});
  return DEPENDENCY_FIELDS.every((field) => hasSameEntries(manifest[field] ?? {}, root[field] ?? {}));
}

/** @param {Record<string, unknown>} one @param {Record<string, unknown>} other */
function hasSameEntries(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
