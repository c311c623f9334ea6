// A folder that electron-builder takes for an unpacked Electron, so that packing can be tried without downloading one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyAsar } from './asar.ts';

/** Marks where an Electron binary keeps its fuses (https://www.electronjs.org/docs/latest/tutorial/fuses). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_VERSION = 1;

/** In the order of the wire. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;
/** As Electron is delivered. */
const DELIVERED = '10110001';

export function writeStubElectron(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  const fuses = Buffer.concat([Buffer.from([FUSE_VERSION, FUSES.length]), Buffer.from(DELIVERED)]);
  const program = Buffer.concat([Buffer.from(`#!/bin/sh\nexit 1\n# ${FUSE_SENTINEL}`), fuses, Buffer.from('\n')]);
  writeFileSync(join(folder, 'electron'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'resources', 'default_app.asar'), emptyAsar());
  writeFileSync(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '');
}

/** Which fuses of a binary are on. */
export function readFuses(binary: string): readonly string[] {
  const bytes = readFileSync(binary);
  const at = bytes.indexOf(FUSE_SENTINEL);
  if (at === -1) throw new Error(`${binary} has no fuses`);
  const first = at + FUSE_SENTINEL.length + 2;
  return FUSES.filter((_fuse, index) => bytes[first + index] === 0x31);
}
