// What is done to the container of an ingress, whichever program is in it.
import { AppError } from '../../../contract/app-error.ts';
import { digestOf } from './installation.ts';
import type { Clock, IngressContainer, IngressDriver, IngressEngine, IngressFile, Pointer } from './ports.ts';
import type { RouteTable } from './ports/routes.ts';

const DIGEST_FILE = '/etc/minipaas/table.sha256';
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

/** Only where it does not route by this table yet: reading a configuration may cost a connection. Throws INGRESS_FAILED. */
export async function configure(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  table: RouteTable,
): Promise<void> {
  const known = await engine.run(id, ['cat', DIGEST_FILE]);
  if (known.output.trim() === digestOf(table)) {
    return;
  }
  await engine.putFiles(id, driver.configuration(table));
  if (driver.reload !== null) {
    const { exitCode, output } = await engine.run(id, driver.reload);
    if (exitCode !== 0) {
      throw new AppError('INGRESS_FAILED', { action: 'take its routes', problem: lastOf(output.split('\n')) });
    }
  }
  await engine.putFiles(id, [digestFile(table)]);
}

const digestFile = (table: RouteTable): IngressFile => ({ path: DIGEST_FILE, text: `${digestOf(table)}\n` });

/** Of all projects, or of one. */
export async function removeStalePointers(
  engine: IngressEngine,
  id: string,
  driver: IngressDriver,
  pointers: readonly Pointer[],
  slug?: string,
): Promise<void> {
  const { output } = await engine.run(id, driver.listPointers);
  const stale = driver.stalePointers(output, pointers, slug);
  if (stale.length > 0) {
    await engine.run(id, ['rm', '-f', ...stale]);
  }
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
