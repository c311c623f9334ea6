import { formatBytes } from '../../../../contract/bytes.ts';
import type { PruneItemView } from '../../../../contract/host-upkeep.ts';
import type { HostId } from '../../../../contract/ids.ts';
import type { Fix, HealthCheck, HostsReader, Leftovers, Observation } from '../ports.ts';

/** Containers, images, networks and volumes of this installation that nothing needs any more. */
export function createLeftoversCheck(hosts: HostsReader, leftovers: Leftovers): HealthCheck {
  async function observe(id: HostId, name: string, signal: AbortSignal): Promise<Observation> {
    const { items } = await leftovers.plan(id, signal);
    if (items.length === 0) {
      return { id: `leftovers:${id}`, status: 'ok', message: `${name}: nothing of ours is left over.`, hint: null };
    }
    const bytes = items.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const free = items.filter(({ needsChoice }) => !needsChoice);
    const chosen = items.filter(({ needsChoice }) => needsChoice);
    return {
      id: `leftovers:${id}`,
      status: 'warning',
      message: `${name}: ${inWords(items)} of ours ${items.length === 1 ? 'is' : 'are'} needed by nothing${bytes === 0 ? '.' : `: ${formatBytes(bytes)}.`}`,
      hint: chosen.length === 0 ? null : 'What runs or holds data goes only when you say so.',
      fixes: [
        ...(free.length === 0 ? [] : [removeFix(`remove-leftovers-${id}`, `Remove ${inWords(free)}`, id, free)]),
        ...(chosen.length === 0
          ? []
          : [removeFix(`remove-orphans-${id}`, `Remove ${inWords(chosen)} with all data`, id, chosen)]),
      ],
    };
  }

  function removeFix(fixId: string, label: string, id: HostId, items: readonly PruneItemView[]): Fix {
    return {
      id: fixId,
      label,
      removes: items.map(({ kind, name }) => `${kind} ${name}`),
      async apply(signal) {
        const { removed, kept } = await leftovers.remove(
          id,
          items.map(({ key }) => key),
          signal,
        );
        const stays = kept.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
        return `Removed ${inWords(removed)}.${stays === '' ? '' : ` Kept ${stays}.`}`;
      },
    };
  }

  return {
    id: 'leftovers',
    everyMs: 1_800_000,
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      return Promise.all(connected.map(({ id, name }) => observe(id, name, signal)));
    },
  };
}

/** `2 containers and 1 image`. */
function inWords(items: readonly Pick<PruneItemView, 'kind'>[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of items) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  return parts.length === 0 ? 'nothing' : new Intl.ListFormat('en').format(parts);
}
