// What integration and end-to-end tests need of the machine: the Debian package, and how to see that it is there.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './platform.mjs';

/** @typedef {{ name: string, for: string, isPresent: () => boolean }} TestPackage */

/** Any of these will do. @param {readonly string[]} names */
const program =
  (...names) =>
  () =>
    names.some((name) => findProgram(name) !== undefined);

/** @type {readonly TestPackage[]} */
export const testPackages = [
  // A docker command alone says nothing: it may be the client of an engine elsewhere.
  { name: 'docker.io', for: 'the engine that builds and runs', isPresent: program('dockerd') },
  { name: 'git', for: 'repositories to deploy', isPresent: program('git') },
  { name: 'openssh-client', for: 'keys, and git over SSH', isPresent: program('ssh-keygen') },
  { name: 'openssh-server', for: 'a git server over SSH', isPresent: program('sshd') },
  { name: 'busybox-static', for: 'base images made without a registry', isPresent: isBusyboxStatic },
  {
    name: 'docker-registry',
    for: 'a registry to push to and pull from',
    isPresent: program('docker-registry', 'registry'),
  },
  { name: 'caddy', for: 'an ingress image made without a registry', isPresent: program('caddy') },
  { name: 'iproute2', for: 'hosts in network namespaces', isPresent: program('ip') },
  { name: 'python3', for: 'a second opinion on the archives we write', isPresent: program('python3') },
  { name: 'procps', for: 'looking for leaked processes', isPresent: program('ps') },
  { name: 'dbus', for: 'a session bus for the keychain', isPresent: program('dbus-daemon') },
  { name: 'gnome-keyring', for: 'a keychain', isPresent: program('gnome-keyring-daemon') },
  { name: 'libsecret-1-0', for: 'reaching the keychain', isPresent: () => hasLibrary('libsecret-1.so.0') },
  {
    name: 'chromium',
    for: 'the dashboard in a browser, and the desktop window',
    isPresent: program('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
  },
];

/** What keytar is compiled with where it came without a binary. @type {readonly TestPackage[]} */
export const keytarPackages = [
  { name: 'libsecret-1-dev', for: 'compiling keytar', isPresent: () => hasLibrary('libsecret-1.so') },
  { name: 'pkg-config', for: 'compiling keytar', isPresent: program('pkg-config') },
  { name: 'python3', for: 'compiling keytar', isPresent: program('python3') },
  { name: 'make', for: 'compiling keytar', isPresent: program('make') },
  { name: 'g++', for: 'compiling keytar', isPresent: program('g++') },
];

/** @param {readonly TestPackage[]} packages */
export const missingPackages = (packages) => packages.filter(({ isPresent }) => !isPresent());

/** An image of one file needs a program that loads no library. */
function isBusyboxStatic() {
  const path = findProgram('busybox');
  return path !== undefined && !readFileSync(path).includes('/ld-');
}

/** @param {string} file */
function hasLibrary(file) {
  const folders = ['/usr/lib', '/usr/lib64', '/lib'].filter((folder) => existsSync(folder));
  const multiarch = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('-linux-gnu') || name.includes('-linux-gnu'))
      .map((name) => join(folder, name)),
  );
  return [...folders, ...multiarch].some((folder) => existsSync(join(folder, file)));
}
