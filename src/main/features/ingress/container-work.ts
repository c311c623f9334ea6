// What is done to the container of an ingress, whichever program is in it.
import { AppError } from '../../../contract/app-error.ts';
import { digestOf } from './installation.ts';
import type { Clock, IngressContainer, IngressDriver, IngressEngine, IngressFile, Pointer } from './ports.ts';
import type { RouteTable } from './ports/routes.ts';

const DIGEST_FILE = '/etc/minipaas/table.sha256';
/** Nobody reads what is here; one thing at a time is done for each host. */
const INCOMING = '/etc/minipaas/incoming';
const LAST_LINES = 20;
const HTTP_PORT = 80;
const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 50;

/** All that it reads when it starts. */
export function firstFiles(
  driver: IngressDriver,
  table: RouteTable,
  pointers: readonly Pointer[],
): readonly IngressFile[] {
  return [...driver.configuration(table), ...pointers.flatMap(driver.point), digestFile(table)];
}

/** The container routes by this table, to where these pointers lead. Throws INGRESS_FAILED. */
export async function bringUpToDate(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  table: RouteTable,
  pointers: readonly Pointer[],
): Promise<void> {
  const { digest, listing } = await lookInside(engine, id, driver);
  await putPointers(engine, id, driver, pointers, listing);
  // Only then: reading a configuration may cost a connection.
  if (digest !== digestOf(table)) {
    await configure(engine, id, driver, table);
  }
  await removeStalePointers(engine, id, driver.stalePointers(listing, pointers));
}

const LOOK = 'cat "$0" 2>/dev/null || echo; exec "$@"';

/**
 * The digest of the table that it routes by, empty where nobody knows, and its pointers as `listPointers` says them. In one command:
 * the engine starts a process in the container for each, which takes longer than what it does.
 */
async function lookInside(engine: IngressEngine, id: string, driver: IngressDriver) {
  const { output } = await engine.run(id, ['sh', '-c', LOOK, DIGEST_FILE, ...driver.listPointers]);
  const [digest, ...listing] = output.split('\n');
  return { digest, listing: listing.join('\n') };
}

const RELOAD = 'taken=$1 known=$2; shift 2; "$@" && mv -f "$taken" "$known"';

async function configure(engine: IngressEngine, id: string, driver: IngressDriver, table: RouteTable): Promise<void> {
  if (driver.reload === null) {
    await placeFiles(engine, id, [...driver.configuration(table), digestFile(table)]);
    return;
  }
  // What it routes by is said only when it does.
  const taken = { ...digestFile(table), path: `${DIGEST_FILE}.taken` };
  await engine.putFiles(id, [...driver.configuration(table), taken]);
  await mustRun(engine, id, ['sh', '-c', RELOAD, 'sh', taken.path, DIGEST_FILE, ...driver.reload]);
}

/** Throws INGRESS_FAILED with what the command said last. */
async function mustRun(engine: IngressEngine, id: string, command: readonly string[]): Promise<void> {
  const { exitCode, output } = await engine.run(id, command);
  if (exitCode !== 0) {
    throw new AppError('INGRESS_FAILED', { action: 'take its routes', problem: lastOf(output.split('\n')) });
  }
}

const digestFile = (table: RouteTable): IngressFile => ({ path: DIGEST_FILE, text: `${digestOf(table)}\n` });

/** New requests of one project go to a container that there was no pointer to. */
export const pointTo = (engine: IngressEngine, id: string, driver: IngressDriver, pointer: Pointer): Promise<void> =>
  putPointers(engine, id, driver, [pointer], '');

/** Requests of one project go there and nowhere else. */
export async function settleOn(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  pointer: Pointer,
): Promise<void> {
  const listing = await addPointers(engine, id, driver, [pointer]);
  await removeStalePointers(engine, id, driver.stalePointers(listing, [pointer], pointer.slug));
}

/** Resolves with the list of what was there before. */
export async function addPointers(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  pointers: readonly Pointer[],
): Promise<string> {
  const { output } = await engine.run(id, driver.listPointers);
  await putPointers(engine, id, driver, pointers, output);
  return output;
}

/**
 * Never over a file that is followed: the engine removes what is in the place of a file before it writes it, and a request that
 * comes in between finds nothing. `listing`: of what is there.
 */
async function putPointers(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  pointers: readonly Pointer[],
  listing: string,
): Promise<void> {
  const files = pointers.flatMap(driver.point);
  if (driver.reload === null) {
    await placeFiles(engine, id, files);
    return;
  }
  // The name of a file says all that there is to say.
  const there = new Set(listing.split('\n'));
  const missing = files.filter(({ path }) => !there.has(path));
  await engine.putFiles(id, missing);
}

async function removeStalePointers(engine: IngressEngine, id: string, stale: readonly string[]): Promise<void> {
  if (stale.length > 0) {
    await engine.run(id, ['rm', '-f', ...stale]);
  }
}

const MOVE = 'while [ $# -gt 0 ]; do mkdir -p "${2%/*}" && mv -f "$1" "$2" || exit 1; shift 2; done';

/** For a program that reads files by itself: each is there as a whole or as it was before, since a file that is moved takes the place of another at once. */
async function placeFiles(engine: IngressEngine, id: string, files: readonly IngressFile[]): Promise<void> {
  if (files.length === 0) {
    return;
  }
  const moves = files.map(({ path }, index) => ({ from: `${INCOMING}/${index}`, to: path }));
  await engine.putFiles(
    id,
    files.map((file, index) => ({ ...file, path: `${INCOMING}/${index}` })),
  );
  await mustRun(engine, id, ['sh', '-c', MOVE, 'sh', ...moves.flatMap(({ from, to }) => [from, to])]);
}

/** Ports are open before the program behind them is there. Throws INGRESS_FAILED. */
export async function untilListening(
  clock: Clock,
  engine: IngressEngine,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const end = clock.now() + START_TIMEOUT_MS;
  for (;;) {
    const found = await engine.find(labels);
    if (found === null || !found.isRunning) {
      throw await whyDead(engine, found);
    }
    if ((await engine.isListening(found.id, HTTP_PORT)) !== false) {
      return;
    }
    if (clock.now() >= end) {
      const problem = lastOf(await engine.lastLines(found.id, LAST_LINES));
      throw new AppError('INGRESS_FAILED', { action: `listen within ${START_TIMEOUT_MS / 1000} s`, problem });
    }
    await clock.sleep(START_POLL_MS);
  }
}

/** It runs and is no longer in the network of the applications. No event tells of that. Never throws. */
export async function isCutOff(
  engine: IngressEngine,
  labels: Readonly<Record<string, string>>,
  network: string,
): Promise<boolean> {
  const found = await engine.find(labels).catch(() => null);
  return found?.isRunning === true && !found.networks.includes(network);
}

export async function whyDead(engine: IngressEngine, found: IngressContainer | null): Promise<AppError> {
  if (found === null) {
    return new AppError('INGRESS_FAILED', { action: 'keep running', problem: 'somebody removed it.' });
  }
  const problem = lastOf(await engine.lastLines(found.id, LAST_LINES));
  return new AppError('INGRESS_FAILED', { action: `keep running (exit code ${found.exitCode ?? 'unknown'})`, problem });
}

function lastOf(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? 'it said nothing';
}
