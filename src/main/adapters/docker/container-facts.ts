import type Docker from 'dockerode';
import type { ContainerFacts } from '../../features/deployments/ports.ts';
import { parseMillis } from './engine-time.ts';
import { asRecord, asText, asTexts } from './json.ts';

const states = ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'removing'] as const;
const healths = ['none', 'starting', 'healthy', 'unhealthy'] as const;

export function toContainerFacts(container: Docker.ContainerInspectInfo): ContainerFacts {
  const { State: state } = container;
  // Podman has states of its own (`configured`, `stopped`): they come down to "not running".
  const known = states.find((name) => name === state.Status) ?? (state.Running ? 'running' : 'exited');
  // While it waits to be started again, the code is that of the end before.
  const hasEnded = known === 'exited' || known === 'dead' || known === 'restarting';
  const ports = publishedPorts(container.NetworkSettings.Ports);
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ''),
    imageId: container.Image,
    labels: asTexts(container.Config.Labels),
    state: known,
    exitCode: hasEnded ? state.ExitCode : null,
    isOutOfMemory: state.OOMKilled,
    health: healths.find((name) => name === state.Health?.Status) ?? 'none',
    restartCount: container.RestartCount,
    publishedPort: [...ports.values()][0] ?? null,
    publishedPorts: ports,
    startedAt: parseMillis(state.StartedAt),
    finishedAt: parseMillis(state.FinishedAt),
  };
}

/** Ports are there only while the container runs. TCP alone. */
function publishedPorts(ports: unknown): ReadonlyMap<number, number> {
  const published = new Map<number, number>();
  for (const [name, bindings] of Object.entries(asRecord(ports) ?? {})) {
    const first: unknown = Array.isArray(bindings) ? bindings[0] : undefined;
    const port = Number(asText(asRecord(first)?.['HostPort']));
    if (name.endsWith('/tcp') && Number.isInteger(port) && port > 0) {
      published.set(Number.parseInt(name, 10), port);
    }
  }
  return published;
}
