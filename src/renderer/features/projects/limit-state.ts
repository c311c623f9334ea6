/** Which limits the running release has, and which wait for the next one. Pure. */
import type { ResourceLimits } from '../../../contract/projects.ts';
import { formatMegabytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/numbers.ts';
import { formatMillicores } from '../../lib/units.ts';

export interface WaitingLimit {
  readonly label: string;
  readonly inForce: string;
  readonly wanted: string;
}

const NONE = 'no limit';

const texts: readonly { readonly label: string; readonly text: (limits: ResourceLimits) => string }[] = [
  { label: 'memory', text: ({ memoryLimitMb }) => (memoryLimitMb === null ? NONE : formatMegabytes(memoryLimitMb)) },
  {
    label: 'CPU',
    text: ({ cpuLimitMillicores }) => (cpuLimitMillicores === null ? NONE : formatMillicores(cpuLimitMillicores)),
  },
  { label: 'processes', text: ({ pidsLimit }) => (pidsLimit === null ? NONE : formatCount(pidsLimit)) },
  { label: 'restart policy', text: restartText },
];

function restartText({ restartPolicy, restartMaxRetries }: ResourceLimits): string {
  return restartPolicy === 'on-failure' && restartMaxRetries !== null
    ? `${restartPolicy}, at most ${restartMaxRetries} times`
    : restartPolicy;
}

export function waitingLimits(running: ResourceLimits, settings: ResourceLimits): readonly WaitingLimit[] {
  return texts
    .map(({ label, text }) => ({ label, inForce: text(running), wanted: text(settings) }))
    .filter(({ inForce, wanted }) => inForce !== wanted);
}

/** In one sentence; null where everything is in force. */
export function describeWaiting(waiting: readonly WaitingLimit[]): string | null {
  if (waiting.length === 0) return null;
  const parts = waiting.map(({ label, inForce, wanted }) => `${label}: ${wanted} (${inForce} until then)`);
  return `Waits for the next deployment – ${parts.join('; ')}.`;
}
