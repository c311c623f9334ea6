// Health monitor, auto-restart and clean-up with what they look at, and their start and end.
import { statfs } from 'node:fs/promises';
import type { AppEvent } from '../../contract/events.ts';
import type { DeploymentId, HostId, ProjectId } from '../../contract/ids.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { createCleanup } from '../features/cleanup/service.ts';
import { createAutoRestart } from '../features/health/auto-restart.ts';
import type { CleanUpFix, Fix, HostVitals } from '../features/health/ports.ts';
import { createHealth } from '../features/health/service.ts';
import { createCleanupParts } from './cleanup-parts.ts';
import { createHealthChecks } from './health-checks.ts';
import { cleanCheck } from './known-secrets.ts';
import { programVersion } from './program-files.ts';
import type { UpkeepParts } from './upkeep-parts.ts';

type Upkeep = ReturnType<typeof composeUpkeep>;

/** Three checks look at the same answer of a host. */
const VITALS_HOLD_MS = 1_000;

export function composeUpkeep(parts: UpkeepParts) {
  const { dataDir, stores, diagnostics, hosts, deployments, keychain, ingress, domains, volumes, publish } = parts;
  const own = { 'minipaas.managed': 'true', 'minipaas.instance': stores.installation.id };
  const cleanup = createCleanup({
    parts: () => createCleanupParts(parts),
    clock: systemClock,
    report: (outcome) =>
      'error' in outcome
        ? diagnostics.warn('The daily clean-up failed', outcome)
        : diagnostics.info('What is kept no longer was removed', { count: outcome.items.length, kept: outcome.kept }),
  });
  const health = createHealth({
    version: programVersion,
    startedAt: Date.now(),
    clock: systemClock,
    history: stores.health,
    publish,
    warn: diagnostics.warn,
    checks: createHealthChecks({
      hosts: { list: hosts.list, reconnect: (id) => hosts.reconnect({ id }) },
      link: async (id, signal) => {
        const { roundTrip, ssh } = await hosts.link({ id }, { signal });
        return {
          medianMs: roundTrip.medianMs,
          sessions: ssh === null ? null : { used: ssh.sessions, most: ssh.maxSessions },
        };
      },
      vitals: rememberVitals(async (id, signal) => (await hosts.engine(id)).vitals(own, signal)),
      leftovers: {
        plan: (id, signal) => hosts.prunePlan({ id }, { signal }),
        remove: (id, keys, signal) => hosts.prune({ id, keys: [...keys] }, { signal }),
      },
      database: stores.database,
      freeBytes: async () => {
        const { bavail, bsize } = await statfs(dataDir);
        return bavail * bsize;
      },
      cleanUpFix,
      thresholds: parts.thresholds,
      queue: {
        oldestWaitingSince: deployments.oldestWaitingSince,
        activeCount: deployments.activeCount,
        pausedHosts: deployments.pausedHosts,
        resume: (hostId) => void deployments.resumeQueue({ hostId }),
        wake: deployments.wakeQueue,
      },
      keychain,
      volumes,
      applications: {
        list: () =>
          stores.applications.list().map(({ projectId, name, isStopped, error, explanation }) => ({
            projectId,
            name,
            runState: isStopped ? 'stopped' : (deployments.seenRunState(projectId) ?? 'unknown'),
            problem:
              error === null || explanation === null
                ? error
                : { message: error.message, hint: `${explanation.title}. ${explanation.fix}` },
          })),
        start: deployments.startCurrent,
        restart: deployments.restartCurrent,
      },
      ingress: {
        get: (id) => ingress.get({ id }),
        install: async (id) => (await ingress.install({ id })).status,
      },
      certificates: {
        list: () =>
          stores.domains
            .listAll()
            .filter(({ tls, redirectTo }) => tls === 'auto' && redirectTo === null)
            .map(({ id, hostName, dns, certificate }) => ({
              id,
              hostName,
              dnsProblem: dns?.problem ?? null,
              refusal: certificate?.status === 'refused' ? (certificate.problem ?? 'it was refused') : null,
              expiresAt: certificate?.expiresAt == null ? null : Date.parse(certificate.expiresAt),
            })),
        check: async (id) => void (await domains.check({ id })),
      },
    }).map((check) => cleanCheck(check, diagnostics.mask)),
  });
  const autoRestart = createAutoRestart({
    clock: systemClock,
    own,
    applicationOf: (id: DeploymentId, containerId: string) => {
      const state = stores.applications.ofDeployment(id);
      return state === null || state.containerId !== containerId || state.isBeingReplaced ? null : state;
    },
    settle: deployments.settleCurrent,
    start: deployments.startCurrent,
    giveUp: (id: ProjectId, crashes, minutes) => deployments.giveUpCurrent(id, crashes, minutes),
    log: diagnostics,
  });

  /** What a nearly full disk is offered: exactly what a dry run lists. */
  async function cleanUpFix(on: Parameters<CleanUpFix>[0], signal: AbortSignal): Promise<Fix | null> {
    const listed = await cleanup.run({ dryRun: true }, { signal });
    const items = listed.items.filter(({ host }) => on === null || host === on.name);
    if (items.length === 0) {
      return null;
    }
    return {
      ...(on === null
        ? { id: 'clean-up', label: 'Remove what is kept no longer' }
        : { id: `clean-up-${on.id}`, label: `Remove what is kept no longer on ${on.name}` }),
      removes: items.map(({ name, host }) => (host === null ? name : `${name} on ${host}`)),
      async apply(stop) {
        const keys = items.map(({ key }) => key);
        const done = await cleanup.run({ dryRun: false, keys }, { signal: stop });
        return `Removed ${done.items.length} of ${items.length}.`;
      },
    };
  }

  return { health, cleanup, autoRestart };
}

/** The returned function ends it. */
export function startUpkeep(
  { health, cleanup, autoRestart }: Upkeep,
  hub: { subscribe(signal: AbortSignal): AsyncIterable<AppEvent> },
): () => Promise<void> {
  const watching = new AbortController();
  void (async () => {
    for await (const event of hub.subscribe(watching.signal)) {
      health.onEvent(event);
    }
  })();
  const stopHealth = health.start();
  const stopCleanup = cleanup.start();
  return async () => {
    watching.abort();
    autoRestart.close();
    await Promise.all([stopHealth(), stopCleanup()]);
  };
}

function rememberVitals(read: (id: HostId, signal: AbortSignal) => Promise<HostVitals>) {
  const known = new Map<HostId, { readonly at: number; readonly vitals: Promise<HostVitals> }>();
  return {
    read(id: HostId, signal: AbortSignal): Promise<HostVitals> {
      const last = known.get(id);
      if (last !== undefined && Date.now() - last.at < VITALS_HOLD_MS) {
        return last.vitals;
      }
      const vitals = read(id, signal);
      known.set(id, { at: Date.now(), vitals });
      vitals.catch(() => known.delete(id));
      return vitals;
    },
  };
}
