import type { Host } from '../../../contract/hosts.ts';
import type { Tone } from '../../lib/tone.ts';
import { Status } from '../../ui/mark.tsx';

const tones: Readonly<Record<Host['status'], Tone>> = { connected: 'ok', connecting: 'busy', unreachable: 'bad' };

export function HostStatus({ host: { status } }: { readonly host: Host }) {
  return <Status tone={tones[status]} label={status} />;
}
